"""A codec: one reply at one format and level, from octets to a value and back.

The wires behind it are built when a codec is first asked for, and kept.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields, is_dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from smsc_codec.errors import DecodeError, Diagnosis, EncodeError
from smsc_codec.formats.base import NoMatch, NotEncodable
from smsc_codec.formats.build import build
from smsc_codec.suggestions import suggest_charset, suggest_codec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smsc_codec.schema.failure import Failure
    from smsc_codec.schema.reply import ReplySpec

__all__ = ["CHARSETS", "Codec", "Decoder", "FileCodec", "ListCodec", "codec"]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

#: The charsets that the service knows, by its own names.
CHARSETS = ("utf-8", "windows-1251", "koi8-r")
_BOM = b"\xef\xbb\xbf"


class Decoder(Protocol[T_co]):
    """What can decode a reply: for those who keep codecs of different replies in one table."""

    def decode(self, body: bytes | str) -> T_co | Failure:
        """The reply, or the server's error."""


class Codec(Generic[T]):
    """One reply at one format and level. Made by the functions of :mod:`smsc_codec.replies`; immutable.

    Attributes:
        fmt: the format, 0 to 3.
        level: the value of ``all`` or ``cur``.
        charset: utf-8, windows-1251 or koi8-r: how octets are read and written.
    """

    def __init__(
        self, reply: ReplySpec, fmt: int, level: int, variant: str, part: str, charset: str
    ) -> None:
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
        except NoMatch:
            unmarked = self._without_bom(body, text)
            if unmarked is not None:
                return Codec.decode(self, unmarked)
            raise self._encode_error(text) from None

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
        except NotEncodable as error:
            raise EncodeError(self.name, error.field, error.reason, error.would_decode_as) from None
        try:
            return text.encode(self.charset)
        except UnicodeEncodeError as error:
            raise EncodeError(
                self.name,
                _charset_error(value, self.charset),
                f"{self.charset} has no {text[error.start]!a}",
            ) from None

    def restrict(self, value: T | Failure) -> T | Failure:
        """``value`` as this wire would give it back: without the fields that it does not carry, and with "" where a
        column stands for a text that is None.

        Raises:
            EncodeError: the value is no such reply at all.
        """
        try:
            return self._wire.restrict(value)  # type: ignore[no-any-return]
        except (NotEncodable, TypeError, ValueError, AttributeError) as error:
            why = error.reason if isinstance(error, NotEncodable) else "it is no such reply"
            raise EncodeError(self.name, None, why) from None

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
        again: Codec[T] = codec(self._reply, self.fmt, self.level, self._variant, self._part, named)
        return again

    @property
    def name(self) -> str:
        """The codec in words, such as ``status, fmt=1, all=2``."""
        name, said = self._reply.describe(self.level, self._variant, self._part)
        row = " (a row)" if self._part == "row" else ""
        return f"{name}{row}, fmt={self.fmt}{said}"

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (
            self._reply.title,
            self.fmt,
            self.level,
            self._variant,
            self._part,
            self.charset,
        )

    def __repr__(self) -> str:
        return f"<Codec {self.name}, {self.charset}>"

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
        from smsc_codec.formats.xml import MAX_TAG, TAG_NOUN, declared_charset, find_long_tag

        if len(body) > MAX_TAG and (at := find_long_tag(body)) is not None:
            problem = Diagnosis(span=(at, at + 1), expected=(TAG_NOUN,), found="<")
            raise DecodeError(self.name, body, problem, fmt=self.fmt, words=self._wire.known_words)
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
                problem = Diagnosis(
                    span=(error.start, error.end),
                    expected=("whole characters",),
                    found=body[error.start : error.end],
                )
                raise DecodeError(
                    self.name, body, problem, fmt=self.fmt, words=self._wire.known_words
                ) from None
        return body

    def _undecodable(self, body: bytes, error: UnicodeDecodeError) -> DecodeError:
        found = body[error.start : error.end].hex(" ")
        problem = Diagnosis(
            span=(error.start, error.end),
            expected=(f"text in {self.charset}",),
            found=found,
            hexadecimal=True,
        )

        return DecodeError(
            self.name,
            body,
            problem,
            lambda: suggest_charset(body, CHARSETS, self._wire),
            fmt=self.fmt,
            words=self._wire.known_words,
        )

    # ---- errors

    def _encode_error(self, text: str) -> DecodeError:
        def hint() -> str | None:
            return suggest_codec(self._reply, (self.fmt, self.level, self._part), text)

        return DecodeError(
            self.name,
            text,
            lambda: self._wire.diagnose(text),
            hint,
            fmt=self.fmt,
            words=self._wire.known_words,
        )


class ListCodec(Codec[list[T]], Generic[T]):
    """A reply of several items."""

    @property
    def row(self) -> Codec[T]:
        """The codec of one row: a line, an element or an object of the list."""
        row: Codec[T] = codec(self._reply, self.fmt, self.level, self._variant, "row", self.charset)
        return row

    def with_charset(self, charset: str) -> ListCodec[T]:
        """As :meth:`Codec.with_charset`."""
        again = super().with_charset(charset)
        assert isinstance(again, ListCodec)
        return again


class FileCodec(Codec[bytes]):
    """A reply that is a file: its octets as they are, unless they are the server's error."""

    #: Nothing longer is looked at: an error is a line.
    LONGEST_ERROR = 4096

    def decode(self, body: bytes | str) -> bytes | Failure:
        """The octets, or the server's error. There is no text here: the file has a charset of its own.

        Raises:
            TypeError: not bytes.
        """
        if not isinstance(body, bytes):
            raise TypeError(f"a file is bytes, not {type(body).__name__}")
        if len(body) > self.LONGEST_ERROR:
            return body
        try:
            failure = super().decode(body)
        except DecodeError:
            return body
        # Only send.php's errors bear an id: "12,-5" is a file.
        return body if getattr(failure, "id", None) is not None else failure

    def encode(self, value: bytes | Failure) -> bytes:
        """The octets as they are, or the server's error.

        Raises:
            EncodeError: octets that are the server's error, or neither octets nor an error.
        """
        octets = value if isinstance(value, bytes) else super().encode(value)
        if self.decode(octets) != self.restrict(value):
            told = "the server's error" if octets is value else "a file"
            raise EncodeError(self.name, None, f"it would read back as {told}")
        return octets

    def restrict(self, value: bytes | Failure) -> bytes | Failure:
        """``value`` as it is: a file is carried whole."""
        return value if isinstance(value, bytes) else super().restrict(value)


def _restored(name: str, fmt: int, level: int, variant: str, part: str, charset: str) -> Any:
    """A codec on the other side of a pickle, such as in another process."""
    from smsc_codec.replies import REPLIES

    return codec(
        next(reply for reply in REPLIES if reply.title == name), fmt, level, variant, part, charset
    )


@cache
def codec(reply: ReplySpec, fmt: int, level: int, variant: str, part: str, charset: str) -> Any:
    """The one codec of these; :meth:`Reply.codec` checks them."""
    kind = FileCodec if reply.is_file else ListCodec if part == "many" else Codec
    return kind(reply, fmt, level, variant, part, charset)


def _charset_error(value: Any, charset: str) -> str:
    """The first field with a text that ``charset`` cannot carry."""
    listed = isinstance(value, list | tuple)
    return next(
        f"[{index}].{name}" if listed else name
        for index, item in enumerate(value if listed else [value])
        for name in item.__slots__
        if not all(_encodable(text, charset) for text in _texts(getattr(item, name)))
    )


def _texts(part: Any) -> list[str]:
    """The texts of a field: itself, the items of a list, the keys and values of ``extra``."""
    if isinstance(part, tuple):
        return [text for item in part for text in _texts(item)]
    if is_dataclass(part):
        return [text for inner in fields(part) for text in _texts(getattr(part, inner.name))]
    return [part] if isinstance(part, str) else []


def _encodable(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
