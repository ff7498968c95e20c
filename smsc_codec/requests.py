"""A command: the parameters of a request to the service, and the codec of its reply. Nothing is sent from here.

:class:`Request` is what a page declares; :class:`Command` is one such request with its arguments, to be handed to any HTTP
client; :mod:`smsc_codec.commands` has a function for each, and reads them back out of logs.
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

#: The service reads and answers in windows-1251 and in fmt=0 unless the request says otherwise.
DEFAULT_CHARSET, DEFAULT_FMT = "windows-1251", 0


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """Who asks: login and password, or a key of the API. Never shown by repr, str or an error.

    Args:
        login: the account's login.
        psw: its password, or the lower-case md5 of it.
        apikey: a key made in the account's settings, instead of both.

    Raises:
        ValueError, TypeError: none of them is given, or one is no text.
    """

    login: str | None = None
    psw: str | None = None
    apikey: str | None = None

    def __post_init__(self) -> None:
        if not self.pairs():
            raise ValueError("Credentials need a login and a psw, or an apikey")
        if any(text.__class__ is not str for _, text in self.pairs()):
            raise TypeError("credentials are texts")
        if not all(_is_whole(text) for _, text in self.pairs()):
            raise ValueError("half a character is no text")

    def __repr__(self) -> str:
        return f"<Credentials {', '.join(name for name, _ in self.pairs())}>"

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The parameters that travel, secrets as they are."""
        named = (("login", self.login), ("psw", self.psw), ("apikey", self.apikey))
        return tuple((name, text) for name, text in named if text is not None)


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One parameter of a request.

    Args:
        name: the vendor's name.
        kind: how it is spelled.
        choices: the only numbers that it may be.
        least, most: the bounds of a number.
        longest: the most characters of a text.
        several: whether it is a list, separated by commas.
        listed: whether a list of one item keeps a comma behind it, which makes the reply a list.
        required: whether no request goes without it.
        secret: whether it is hidden from errors.
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
        """The text of an argument.

        Raises:
            InvalidValue: with the reason in words.
        """
        if not self.repeated:
            return self._one(value)
        if isinstance(value, str):
            value = (value,)
        if not isinstance(value, Sequence) or isinstance(value, bytes | bytearray) or not value:
            raise InvalidValue("a list of texts is expected")
        return ",".join(map(self._one, value)) + "," * (self.listed and len(value) == 1)

    def _one(self, value: Any) -> str:
        if self.choices:
            try:
                validate_choice(self.name, value, self.choices)
            except (TypeError, ValueError):
                raise InvalidValue(f"{self.description} is expected") from None
        # A subclass of str may write itself otherwise than it reads.
        text = str.__str__(self.kind.serialize(value))
        if not text or (text.isspace() and not self.kind.is_text):
            raise InvalidValue("it is empty")
        if self.max_length is not None and len(text) > self.max_length:
            raise InvalidValue(f"{self.description} is expected")
        if self.kind.from_int is not None and not self.minimum <= int(text) <= (
            self.maximum if self.maximum is not None else int(text)
        ):
            raise InvalidValue(f"{self.description} is expected")
        if not _is_whole(text):
            raise InvalidValue("half a character is no text")
        return text

    @property
    def description(self) -> str:
        """What an error expects here, or as an item of a list: the same words whether it is written or read."""
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
        """Whether every text is what a request may carry here."""
        return self.kind.is_text and not self.choices and self.max_length is None

    @cached_property
    def fast_accepts(self) -> Callable[[str], object]:
        """A quick look at a text: true of none that :meth:`reads` refuses, but perhaps not of all that it reads."""
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
        several = rf"{item},(?:{item}(?:,{item})*+)?+" if self.listed else rf"{item}(?:,{item})*+"
        return re.compile(several if self.repeated else item).fullmatch

    def accepts(self, text: str) -> bool:
        """Whether ``text`` is what a request may carry here. Blank is: clients send all their fields."""
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
                self._one(self.kind.parse(item))
        except ValueError:
            return False
        return True


@dataclass(frozen=True, kw_only=True, eq=False)
class RequestSpec:
    """A request as a page declares it.

    Args:
        name: the name of its function.
        page: the page's name.
        parameters: in the order in which they are written.
        reply: the factory of its reply's codec.
        tells: the parameters that the codec depends on; the factory takes them by name.
        fixed: what tells this request from the others of its page.
        one_of: groups of parameters of which exactly one is given.
        needs: parameters that another one cannot go without.
        paired: lists that have as many items as each other.
        idempotent: whether the same request twice has the effect of one.
        idempotent_if: a parameter and the text with which the request only asks.
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
        """What a request may state, in the order in which it is written."""
        return (*(parameter.name for parameter in self.parameters), "fmt", "charset")

    @cached_property
    def by_name(self) -> dict[str, Parameter]:
        return {parameter.name: parameter for parameter in self.parameters}

    @cached_property
    def required(self) -> frozenset[str]:
        """Every parameter without which it is another request."""
        return frozenset(
            (
                *self.constants,
                *(parameter.name for parameter in self.parameters if parameter.required),
            )
        )

    @cached_property
    def known(self) -> frozenset[str]:
        """Every parameter of it, the fixed ones among them."""
        return frozenset((*self.constants, *self.order))

    def command(self, fmt: int, **values: Any) -> Any:
        """The command with these arguments; None leaves one out.

        Raises:
            EncodeError: naming the parameter that the vendor's table does not allow.
        """
        texts: dict[str, str] = {}
        for parameter in self.parameters:
            value = values.pop(parameter.name)
            if value is None:
                if parameter.required:
                    raise self._check_combination(parameter.name, "it is missing")
                continue
            try:
                texts[parameter.name] = parameter.serialize(value)
            except InvalidValue as error:
                raise self._check_combination(parameter.name, str(error)) from None
        assert not values, values
        self._check(texts)
        try:
            validate_choice("fmt", fmt, (0, 1, 2, 3))
        except (ValueError, TypeError):
            raise self._check_combination("fmt", "one of 0, 1, 2, 3 is expected") from None
        texts["fmt"] = str(fmt)
        try:
            self.codec(texts, fmt)
        except ValueError as error:
            raise self._check_combination("fmt", str(error)) from None
        return Command(self, (*texts.items(), ("charset", "utf-8")))

    def _check(self, texts: Mapping[str, str]) -> None:
        for group in self.one_of:
            if sum(name in texts for name in group) != 1:
                raise self._check_combination(
                    group[0], f"exactly one of {', '.join(group)} is expected"
                )
        for name, needed in self.needs.items():
            if name in texts and needed not in texts:
                raise self._check_combination(needed, f"{name} needs it")
        if len({len(texts[name].removesuffix(",").split(",")) for name in self.paired}) > 1:
            raise self._check_combination(
                self.paired[0], f"{' and '.join(self.paired)} have different numbers of items"
            )

    def _check_combination(self, name: str, why: str) -> EncodeError:
        return EncodeError(f"{self.name} command", name, why)

    def codec(self, texts: Mapping[str, str], fmt: int) -> Codec[Any]:
        """The codec of the reply to a request with these arguments.

        Raises:
            ValueError: nobody knows the form of that reply.
        """
        return self.reply(
            fmt=fmt, **{name: int(texts.get(name) or 0) for name in self.reply_params}
        )


class Command(Generic[T]):
    """One request, ready to be sent by any HTTP client. Made by the functions of :mod:`smsc_codec.commands`; immutable.

    >>> from smsc_codec import commands
    >>> call = commands.balance(cur=1)
    >>> call.path, call.params(commands.Credentials("alex", "123"))
    ('/sys/balance.php', {'login': 'alex', 'psw': '123', 'cur': '1', 'fmt': '3', 'charset': 'utf-8'})
    """

    __slots__ = ("_request", "arguments")

    #: The parameters that are stated, as texts, in order.
    arguments: tuple[tuple[str, str], ...]

    def __init__(self, request: RequestSpec, arguments: tuple[tuple[str, str], ...]) -> None:
        object.__setattr__(self, "_request", request)
        object.__setattr__(self, "arguments", arguments)

    def __setattr__(self, name: str, _: object) -> None:
        raise AttributeError(f"a Command is immutable: {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a Command is immutable: {name}")

    _request: RequestSpec

    @property
    def name(self) -> str:
        """The name of its function."""
        return self._request.name

    @property
    def path(self) -> str:
        """The path of the page, such as ``/sys/status.php``. The service runs under several domains: the host is yours."""
        return self._request.path

    @property
    def idempotent(self) -> bool:
        """Whether the same request twice has the effect of one; sending and renting have not, and may be paid twice."""
        condition = self._request.idempotent_if
        return self._request.idempotent or (condition is not None and condition in self.arguments)

    @property
    def fmt(self) -> int:
        """The format of the reply; 0 where the request does not say."""
        return int(dict(self.arguments).get("fmt") or DEFAULT_FMT)

    @property
    def charset(self) -> str:
        """The charset of the request's texts and of the reply; windows-1251 where the request does not say."""
        return (dict(self.arguments).get("charset") or DEFAULT_CHARSET).lower()

    @property
    def reply(self) -> Codec[T]:
        """The codec of the reply.

        Raises:
            ValueError: for a command out of a log: nobody knows the form of its reply.
        """
        return self._request.codec(dict(self.arguments), self.fmt).with_charset(self.charset)

    def params(self, credentials: Credentials | None) -> dict[str, str]:
        """The parameters of the request, in a stable order: for a query or a form body, in :attr:`charset`.

        Args:
            credentials: who asks; None, as a request out of a log may have them, is refused.

        Raises:
            EncodeError: the credentials are neither login and psw nor an apikey.
        """
        given = dict(credentials.pairs() if credentials else ())
        if set(given) not in ({"login", "psw"}, {"apikey"}) or not all(given.values()):
            raise EncodeError(
                f"{self.name} command",
                "credentials",
                "a login and a psw, or an apikey alone, is expected",
            )
        return {**given, **self.public_params()}

    def public_params(self) -> dict[str, str]:
        """The parameters without credentials."""
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


def _is_whole(text: str) -> bool:
    """Whether a text can travel at all. What UTF-8 has against it is not let out: it would show the text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _restored(name: str, arguments: tuple[tuple[str, str], ...]) -> Command[object]:
    from smsc_codec.commands import REQUESTS

    return Command(next(request for request in REQUESTS if request.name == name), arguments)
