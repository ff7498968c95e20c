"""A codec: one reply at one format and level, from octets to a value and back.

:class:`Reply` is what a page declares; its :meth:`Reply.codec` is what the shelves hand out. The wires behind it are
built when a codec is first asked for, and kept.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from smsc_codec.errors import DecodeError, EncodeError, Problem
from smsc_codec.hints import charset_hint, reply_hint
from smsc_codec.wires.base import Unreadable, Unwritable
from smsc_codec.wires.build import build

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smsc_codec.pages.shared import Failure
    from smsc_codec.records import Form
    from smsc_codec.wires.markup import Which

__all__ = ["CHARSETS", "Codec", "Decoder", "ListCodec", "Reply", "checked"]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

#: The charsets that the service knows, by its own names.
CHARSETS = ("utf-8", "windows-1251", "koi8-r")
_FORMATS = (0, 1, 2, 3)
_BOM = b"\xef\xbb\xbf"


class Decoder(Protocol[T_co]):
    """What can decode a reply: for those who keep codecs of different replies in one table."""

    def decode(self, body: bytes | str) -> T_co | Failure:
        """The reply, or the server's error."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Reply:
    """A reply as a page declares it.

    Args:
        name: the name of its factory.
        many: the name of the factory for a list of them; None if the service answers none.
        page: the page's name, which is its grammar's as well.
        level: the request's parameter that decides how much is told; None if there is none.
        levels: its values.
        forms: the records that it may be, in the order in which lines are tried.
        which: tells the record of an XML or JSON reply; None if there is one form.
        bare: a text that fmt=3 answers instead of JSON, and its value.
    """

    name: str
    many: str | None = None
    page: str
    level: str | None
    levels: tuple[int, ...]
    forms: tuple[Form, ...]
    which: Which | None = None
    bare: tuple[str, object] | None = None

    def codec(self, fmt: int, level: int, *, variant: str = "", part: str = "one") -> Any:
        """The codec of a format and level.

        Args:
            fmt: 0 to 3.
            level: one of :attr:`levels`.
            variant: the suffix of a line's rules, where there are several ways to read it.
            part: ``one`` reply, ``many`` of them as a list, or one ``row`` of the list.

        Raises:
            ValueError, TypeError: there is no such format or level.
        """
        checked(fmt, self.level, level, self.levels)
        return _codec(self, fmt, level, variant, part, "utf-8")


def checked(fmt: object, name: str | None, level: object, levels: tuple[int, ...]) -> None:
    """Refuse a format or level that is none: True is no number here, and "2" neither."""
    for what, value, allowed in (("fmt", fmt, _FORMATS), (name or "level", level, levels)):
        listed = ", ".join(map(str, allowed))
        if value.__class__ is not int:
            raise TypeError(f"{what} must be an int, one of {listed}, not {value!r}")
        if value not in allowed:
            raise ValueError(f"{what} must be one of {listed}, not {value!r}")


class Codec(Generic[T]):
    """One reply at one format and level. Made by the functions of :mod:`smsc_codec.replies`; immutable.

    Attributes:
        fmt: the format, 0 to 3.
        level: the value of ``all`` or ``cur``.
        charset: utf-8, windows-1251 or koi8-r: how octets are read and written.
    """

    def __init__(self, reply: Reply, fmt: int, level: int, variant: str, part: str, charset: str) -> None:
        self._reply = reply
        self._variant = variant
        self._part = part
        self.fmt = fmt
        self.level = level
        self.charset = charset
        self._wire = build(reply, fmt, level, variant, part)
        self._read = self._wire.read

    def decode(self, body: bytes | str) -> T | Failure:
        """The reply in ``body``.

        Args:
            body: octets in :attr:`charset`, or text. A BOM, CR LF and a final line break are taken off. With fmt=2 an
                XML declaration of another of the three charsets is believed where the octets allow it.

        Returns:
            The value, or the server's error as :class:`smsc_codec.Failure`.

        Raises:
            DecodeError: these octets are no such reply; :attr:`DecodeError.hint` names the codec that fits.
            TypeError: neither bytes nor str.
        """
        if isinstance(body, bytes):
            try:
                text = str(body, self.charset if self.fmt != 2 else self._xml_charset(body))
            except UnicodeDecodeError as error:
                raise self._undecodable(body, error) from None
        elif isinstance(body, str):
            text = self._whole(body)
        else:
            raise TypeError(f"a reply is bytes or str, not {type(body).__name__}")
        try:
            return self._read(text)  # type: ignore[return-value]
        except Unreadable:
            unmarked = self._without_bom(body, text)
            if unmarked is not None:
                return self.decode(unmarked)
            raise self._refusal(text) from None

    def encode(self, value: T | Failure) -> bytes:
        """``value`` as the server sends it, in :attr:`charset`.

        Args:
            value: the reply, or the server's error.

        Returns:
            The octets, without BOM, declaration or final line break. What the format and level do not carry is left
            out: :meth:`restrict` shows what comes back.

        Raises:
            EncodeError: this wire cannot carry the value: what would read back differently is refused.
        """
        try:
            text = self._wire.write(value)
        except Unwritable as error:
            raise EncodeError(self.what, error.field, error.why, error.became) from None
        try:
            return text.encode(self.charset)
        except UnicodeEncodeError as error:
            raise EncodeError(
                self.what, _unencodable(value, self.charset), f"{self.charset} has no {text[error.start]!a}"
            ) from None

    def restrict(self, value: T | Failure) -> T | Failure:
        """``value`` as this wire would give it back: without the fields that it does not carry, and with "" where a
        column stands for a text that is None.

        Raises:
            EncodeError: the value is no such reply at all.
        """
        try:
            return self._wire.restrict(value)  # type: ignore[no-any-return]
        except (Unwritable, TypeError, ValueError, AttributeError) as error:
            why = error.why if isinstance(error, Unwritable) else "it is no such reply"
            raise EncodeError(self.what, None, why) from None

    @cached_property
    def fields(self) -> Mapping[type, tuple[str, ...]]:
        """For each record that the reply may be: the fields that this format and level carry, in order."""
        return self._wire.fields

    def with_charset(self, charset: str) -> Codec[T]:
        """The same codec for octets in another charset.

        Args:
            charset: utf-8, windows-1251 or koi8-r. The service answers in windows-1251 unless asked otherwise.

        Raises:
            ValueError: there is no such charset.
        """
        named = str(charset).lower()
        if named not in CHARSETS:
            raise ValueError(f"charset must be one of {', '.join(CHARSETS)}, not {charset!r}")
        codec: Codec[T] = _codec(self._reply, self.fmt, self.level, self._variant, self._part, named)
        return codec

    @property
    def what(self) -> str:
        """The codec in words, such as ``status, fmt=1, all=2``."""
        name = self._reply.name if self._part == "one" else self._reply.many
        tail = {"tail": ", tail=True", "bare": ", tail=False"}.get(self._variant, "")
        level = "" if self._reply.level is None else f", {self._reply.level}={self.level}"
        row = " (a row)" if self._part == "row" else ""
        return f"{name}{row}, fmt={self.fmt}{level}{tail}"

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (self._reply.name, self.fmt, self.level, self._variant, self._part, self.charset)

    def __repr__(self) -> str:
        return f"<Codec {self.what}, {self.charset}>"

    # ---- octets and text

    @staticmethod
    def _without_bom(body: bytes | str, text: str) -> str | None:
        """The text behind a byte order mark, which says UTF-8 whatever the codec says; None if there is no mark.

        No reply begins with one, so it is looked for only when the reading has failed.
        """
        if isinstance(body, bytes) and body[:3] == _BOM:
            with suppress(UnicodeDecodeError):
                text = str(body, "utf-8")
        return text[1:] if text[:1] == "\ufeff" and text[1:2] != "\ufeff" else None

    def _xml_charset(self, body: bytes) -> str:
        """The charset of an XML document: octets that are UTF-8 are UTF-8 if the codec or the declaration says so;
        otherwise the declaration is believed, then the codec.
        """
        from smsc_codec.wires.xml import declared_charset

        declared = declared_charset(body)
        if declared is None or declared == self.charset or declared not in CHARSETS:
            return self.charset
        if "utf-8" not in (declared, self.charset):
            return declared
        try:
            str(body, "utf-8")
        except UnicodeDecodeError:
            return declared if self.charset == "utf-8" else self.charset
        return "utf-8"

    def _whole(self, body: str) -> str:
        if not body.isascii():
            try:
                body.encode()
            except UnicodeEncodeError as error:
                problem = Problem(span=(error.start, error.end), expected=("whole characters",), found=body[error.start : error.end])
                raise DecodeError(self.what, body, lambda: (problem, None), fmt=self.fmt) from None
        return body

    def _undecodable(self, body: bytes, error: UnicodeDecodeError) -> DecodeError:
        found = body[error.start : error.end].hex(" ")
        problem = Problem(span=(error.start, error.end), expected=(f"text in {self.charset}",), found=found)

        def examine() -> tuple[Problem, str | None]:
            return problem, charset_hint(body, CHARSETS, self._wire)

        return DecodeError(self.what, body, examine, fmt=self.fmt, words=self._wire.words)

    # ---- errors

    def _refusal(self, text: str) -> DecodeError:
        def examine() -> tuple[Problem, str | None]:
            return self._wire.problem(text), reply_hint(self._reply, (self.fmt, self.level, self._part), text)

        return DecodeError(self.what, text, examine, fmt=self.fmt, words=self._wire.words)


class ListCodec(Codec[list[T]], Generic[T]):
    """A reply of several items."""

    @property
    def row(self) -> Codec[T]:
        """The codec of one row: a line, an element or an object of the list."""
        codec: Codec[T] = _codec(self._reply, self.fmt, self.level, self._variant, "row", self.charset)
        return codec

    def with_charset(self, charset: str) -> ListCodec[T]:
        """As :meth:`Codec.with_charset`."""
        codec = super().with_charset(charset)
        assert isinstance(codec, ListCodec)
        return codec


def _restored(name: str, fmt: int, level: int, variant: str, part: str, charset: str) -> Any:
    """A codec on the other side of a pickle, such as in another process."""
    from smsc_codec.replies import REPLIES

    return _codec(next(reply for reply in REPLIES if reply.name == name), fmt, level, variant, part, charset)


@cache
def _codec(reply: Reply, fmt: int, level: int, variant: str, part: str, charset: str) -> Any:
    kind = ListCodec if part == "many" else Codec
    return kind(reply, fmt, level, variant, part, charset)


def _unencodable(value: Any, charset: str) -> str:
    """The first field with a text that ``charset`` cannot carry."""
    listed = isinstance(value, list | tuple)
    return next(
        f"[{index}].{name}" if listed else name
        for index, item in enumerate(value if listed else [value])
        for name in item.__slots__
        if not all(_encodable(text, charset) for text in _texts(getattr(item, name)))
    )


def _texts(part: Any) -> list[str]:
    """The texts of a field: itself, or the keys and values of ``extra``."""
    if isinstance(part, tuple):
        return [text for pair in part for text in pair]
    return [part] if isinstance(part, str) else []


def _encodable(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
