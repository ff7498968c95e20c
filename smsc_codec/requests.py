"""Requests to the service: their declarations, parameters and credentials. Performs no I/O.

A page declares a :class:`RequestSpec`. A :class:`Command` is such a request with its arguments, for
any HTTP client. :mod:`smsc_codec.commands` has a function for each command, and parses logged
requests.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from smsc_codec.errors import EncodeError
from smsc_codec.schema.reply import validate_choice
from smsc_codec.schema.scalars import InvalidValue, Scalar, as_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from smsc_codec.codec import Codec

__all__ = ["Command", "Credentials", "Parameter", "RequestSpec"]

T = TypeVar("T")

#: The service's defaults for a request without ``charset`` or ``fmt``.
DEFAULT_CHARSET, DEFAULT_FMT = "windows-1251", 0


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """The credentials of an account: login and password, or an API key.

    The values never appear in repr, str or an error.

    Args:
        login: the login of the account.
        psw: the password, or its MD5 digest in lower-case hexadecimal digits.
        apikey: an API key from the account's settings, instead of login and password.

    Raises:
        ValueError: all three are None, or a value contains an unpaired surrogate.
        TypeError: a value is not a str.
    """

    login: str | None = None
    psw: str | None = None
    apikey: str | None = None

    def __post_init__(self) -> None:
        if not self.pairs():
            raise ValueError("credentials: expected login and psw, or apikey, got nothing")
        if any(text.__class__ is not str for _, text in self.pairs()):
            raise TypeError("credentials: every value must be a str")
        if not all(_is_encodable(text) for _, text in self.pairs()):
            raise ValueError("credentials: a value contains an unpaired surrogate")

    def __repr__(self) -> str:
        return f"<Credentials {', '.join(name for name, _ in self.pairs())}>"

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return the credentials that are set, as (name, value) pairs; unmasked."""
        named = (("login", self.login), ("psw", self.psw), ("apikey", self.apikey))
        return tuple((name, text) for name, text in named if text is not None)


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One parameter of a request.

    Args:
        name: the vendor's name.
        kind: the scalar type of the value.
        choices: the allowed numbers; empty to allow any number.
        minimum, maximum: the bounds of a number, both inclusive.
        max_length: the maximum number of characters of a text.
        repeated: whether the value is a comma-separated list.
        listed: whether a list of one item ends with a comma, which makes the reply a list.
        required: whether every request must have it.
        secret: whether its value is masked in errors.
    """

    name: str
    kind: Scalar
    choices: tuple[int, ...] = ()
    minimum: int = 0
    maximum: int | None = None
    max_length: int | None = None
    repeated: bool = False
    listed: bool = False
    required: bool = False
    secret: bool = False

    def serialize(self, value: Any) -> str:
        """Serialize an argument.

        Raises:
            InvalidValue: the argument is not allowed; the message is the reason.
        """
        if not self.repeated:
            return self._serialize_item(value)
        if isinstance(value, str):
            value = (value,)
        if not isinstance(value, Sequence) or isinstance(value, bytes | bytearray) or not value:
            raise InvalidValue("expected a text or a non-empty list of texts")
        return ",".join(map(self._serialize_item, value)) + "," * (self.listed and len(value) == 1)

    def _serialize_item(self, value: Any) -> str:
        if self.choices:
            try:
                validate_choice(self.name, value, self.choices)
            except (TypeError, ValueError):
                raise InvalidValue(f"expected {self.description}") from None
        # A subclass of str may override __str__.
        text = str.__str__(self.kind.serialize(value))
        if not text or (text.isspace() and not self.kind.is_text):
            raise InvalidValue("is empty")
        if self.max_length is not None and len(text) > self.max_length:
            raise InvalidValue(f"expected {self.description}")
        if self.kind.from_int is not None and not self.minimum <= int(text) <= (
            self.maximum if self.maximum is not None else int(text)
        ):
            raise InvalidValue(f"expected {self.description}")
        if not _is_encodable(text):
            raise InvalidValue("contains an unpaired surrogate")
        return text

    @property
    def description(self) -> str:
        """Describe a valid value or list item, for errors of both serializing and parsing."""
        if self.choices:
            return f"one of {', '.join(map(str, self.choices))}"
        if self.max_length is not None:
            return f"{self.kind.description} of at most {self.max_length} characters"
        if self.kind.from_int is not None and (self.minimum or self.maximum is not None):
            return f"a number from {self.minimum}" + (
                "" if self.maximum is None else f" to {self.maximum}"
            )
        return self.kind.description

    @property
    def accepts_any(self) -> bool:
        """Whether every text is a valid value."""
        return self.kind.is_text and not self.choices and self.max_length is None

    @cached_property
    def fast_accepts(self) -> Callable[[str], object]:
        """Return a quick test for valid values.

        It is false for every value that :meth:`accepts` rejects, but may be false for a valid one.
        """
        if self.choices:
            return frozenset(("", *map(str, self.choices))).__contains__
        if self.max_length is not None and self.kind.is_text:
            shorter = (self.max_length + 1).__gt__
            return lambda text: shorter(len(text))
        if self.kind.from_int is not None:
            limit = 10**3 if self.maximum is None else self.maximum + 1
            return frozenset(map(str, range(self.minimum, min(limit, 10**3)))).__contains__
        if self.kind.read is not as_text or self.max_length is not None:
            return lambda _: False
        item = rf"(?!\s)(?:{self.kind.pattern.pattern})"
        items = rf"{item},(?:{item}(?:,{item})*+)?+" if self.listed else rf"{item}(?:,{item})*+"
        return re.compile(items if self.repeated else item).fullmatch

    def accepts(self, text: str) -> bool:
        """Return whether ``text`` is a valid value.

        An empty text is valid since clients send all their fields.
        """
        if self.choices:
            return not text or text in map(str, self.choices)
        if self.kind.is_text:
            return self.max_length is None or len(text) <= self.max_length
        if not text:
            return True
        listed = text.replace(";", ",")
        if self.listed and "," not in listed:
            return False
        items = (
            [item.strip(" ") for item in listed.removesuffix(",").split(",")]
            if self.repeated
            else [text]
        )
        try:
            for item in items:
                self._serialize_item(self.kind.parse(item))
        except ValueError:
            return False
        return True


@dataclass(frozen=True, kw_only=True, eq=False)
class RequestSpec:
    """The declaration of a request.

    Args:
        name: the name of its function in :mod:`smsc_codec.commands`.
        page: the name of the page, without ``.php``.
        parameters: the parameters, in the order of serialization.
        reply: the factory of the reply's codec.
        reply_params: the parameters that the codec depends on; the factory's keyword arguments.
        constants: the parameters with one fixed value, which distinguish this request from the
            others of its page.
        one_of: groups of parameters of which exactly one must be given.
        needs: parameters that require another one, and that other parameter.
        paired: repeated parameters that must have the same number of items.
        idempotent: whether sending the request twice has the same effect as sending it once.
        idempotent_if: a parameter and the value with which the request is idempotent.
    """

    name: str
    page: str
    parameters: tuple[Parameter, ...]
    reply: Callable[..., Codec[Any]]
    reply_params: tuple[str, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
    one_of: tuple[tuple[str, ...], ...] = ()
    needs: Mapping[str, str] = field(default_factory=dict)
    paired: tuple[str, ...] = ()
    idempotent: bool
    idempotent_if: tuple[str, str] | None = None

    @property
    def path(self) -> str:
        return f"/sys/{self.page}.php"

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The names of all parameters except constants, in the order of serialization."""
        return (*(parameter.name for parameter in self.parameters), "fmt", "charset")

    @cached_property
    def by_name(self) -> dict[str, Parameter]:
        return {parameter.name: parameter for parameter in self.parameters}

    @cached_property
    def required(self) -> frozenset[str]:
        """The parameters without which a request is not this one."""
        return frozenset(
            (
                *self.constants,
                *(parameter.name for parameter in self.parameters if parameter.required),
            )
        )

    @cached_property
    def known(self) -> frozenset[str]:
        """All parameters, including the constants."""
        return frozenset((*self.constants, *self.order))

    def command(self, fmt: int, **values: Any) -> Any:
        """Return the command with these arguments; None omits a parameter.

        Raises:
            EncodeError: an argument is invalid according to the vendor's parameter table.
        """
        texts: dict[str, str] = {}
        for parameter in self.parameters:
            value = values.pop(parameter.name)
            if value is None:
                if parameter.required:
                    raise self._error(parameter.name, "is missing")
                continue
            try:
                texts[parameter.name] = parameter.serialize(value)
            except InvalidValue as error:
                raise self._error(parameter.name, str(error)) from None
        assert not values, values
        self._check_combination(texts)
        try:
            validate_choice("fmt", fmt, (0, 1, 2, 3))
        except (ValueError, TypeError):
            raise self._error("fmt", "expected one of 0, 1, 2, 3") from None
        texts["fmt"] = str(fmt)
        try:
            self.codec(texts, fmt)
        except ValueError as error:
            raise self._error("fmt", str(error)) from None
        return Command(self, (*texts.items(), ("charset", "utf-8")))

    def _check_combination(self, texts: Mapping[str, str]) -> None:
        for group in self.one_of:
            if sum(name in texts for name in group) != 1:
                raise self._error(group[0], f"expected exactly one of {', '.join(group)}")
        for name, needed in self.needs.items():
            if name in texts and needed not in texts:
                raise self._error(needed, f"is required with {name}")
        if len({len(texts[name].removesuffix(",").split(",")) for name in self.paired}) > 1:
            raise self._error(
                self.paired[0], f"{' and '.join(self.paired)} have different numbers of items"
            )

    def _error(self, name: str, reason: str) -> EncodeError:
        return EncodeError(f"{self.name} command", name, reason)

    def codec(self, texts: Mapping[str, str], fmt: int) -> Codec[Any]:
        """Return the codec of the reply to a request with these arguments.

        Raises:
            ValueError: the reply format is not documented.
        """
        return self.reply(
            fmt=fmt, **{name: int(texts.get(name) or 0) for name in self.reply_params}
        )


class Command(Generic[T]):
    """A request to the service, to be sent by any HTTP client. Immutable.

    The functions of :mod:`smsc_codec.commands` create it.

    >>> from smsc_codec import commands
    >>> call = commands.balance(cur=1)
    >>> call.path
    '/sys/balance.php'
    >>> call.params(commands.Credentials("alex", "123"))
    {'login': 'alex', 'psw': '123', 'cur': '1', 'fmt': '3', 'charset': 'utf-8'}
    """

    __slots__ = ("_request", "arguments")

    #: The serialized parameters other than constants, as (name, value) pairs in order.
    arguments: tuple[tuple[str, str], ...]

    def __init__(self, request: RequestSpec, arguments: tuple[tuple[str, str], ...]) -> None:
        object.__setattr__(self, "_request", request)
        object.__setattr__(self, "arguments", arguments)

    def __setattr__(self, name: str, _: object) -> None:
        raise AttributeError(f"cannot change {name}: Command is immutable")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"cannot change {name}: Command is immutable")

    _request: RequestSpec

    @property
    def name(self) -> str:
        """The name of the function that creates it."""
        return self._request.name

    @property
    def path(self) -> str:
        """The path of the page, such as ``/sys/status.php``.

        The service has several domains, so the caller adds the host.
        """
        return self._request.path

    @property
    def idempotent(self) -> bool:
        """Whether sending the request twice has the same effect as sending it once.

        Sending a message and renting a number are not idempotent: they may be charged twice.
        """
        condition = self._request.idempotent_if
        return self._request.idempotent or (condition is not None and condition in self.arguments)

    @property
    def fmt(self) -> int:
        """The reply format; 0 if the request has no ``fmt``."""
        return int(dict(self.arguments).get("fmt") or DEFAULT_FMT)

    @property
    def charset(self) -> str:
        """The charset of the request and of the reply; windows-1251 if the request has none."""
        return (dict(self.arguments).get("charset") or DEFAULT_CHARSET).lower()

    @property
    def reply(self) -> Codec[T]:
        """The codec of the reply.

        Raises:
            ValueError: the reply format is not documented (for a parsed command only).
        """
        return self._request.codec(dict(self.arguments), self.fmt).with_charset(self.charset)

    def params(self, credentials: Credentials | None) -> dict[str, str]:
        """Return all parameters of the request, including the credentials, in a stable order.

        They are the fields of a query string or of a url-encoded body, to be encoded in
        :attr:`charset`.

        Args:
            credentials: the credentials of the account. None, as in a parsed request without
                credentials, raises EncodeError.

        Raises:
            EncodeError: the credentials are neither login and psw nor apikey alone.
        """
        fields = dict(credentials.pairs() if credentials else ())
        if set(fields) not in ({"login", "psw"}, {"apikey"}) or not all(fields.values()):
            raise EncodeError(
                f"{self.name} command",
                "credentials",
                "expected login and psw, or apikey alone",
            )
        return {**fields, **self.public_params()}

    def public_params(self) -> dict[str, str]:
        """Return the parameters without the credentials."""
        return {**self._request.constants, **dict(self.arguments)}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Command):
            return NotImplemented
        return (self._request, self.arguments) == (other._request, other.arguments)

    def __hash__(self) -> int:
        return hash((self.name, self.arguments))

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (self.name, self.arguments)

    def __repr__(self) -> str:
        return f"<Command {self.name}: {', '.join(name for name, _ in self.arguments)}>"


def _is_encodable(text: str) -> bool:
    """Return whether a text has no unpaired surrogates.

    The exception is dropped since it holds the text.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _restored(name: str, arguments: tuple[tuple[str, str], ...]) -> Command[object]:
    from smsc_codec.commands import REQUESTS

    return Command(next(request for request in REQUESTS if request.name == name), arguments)
