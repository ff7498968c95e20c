"""Codecs: bytes to a value and back, for one reply at one format and level.

Codecs and their format codecs are built on first use and cached.
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

#: The charsets that the service supports, by its own names.
CHARSETS = ("utf-8", "windows-1251", "koi8-r")
_BOM = b"\xef\xbb\xbf"


class Decoder(Protocol[T_co]):
    """Protocol of objects that decode a reply, as the type of a collection of different codecs."""

    def decode(self, body: bytes | str) -> T_co | Failure:
        """Decode a reply, or the server's error."""


class Codec(Generic[T]):
    """Codec of one reply at one format and level.

    Codecs are immutable. They are created by the functions of :mod:`smsc_codec.replies`.

    Attributes:
        fmt: the format, 0 to 3.
        level: the value of the parameter that selects the level, such as ``all`` or ``cur``.
        charset: the charset of the bytes: utf-8, windows-1251 or koi8-r.
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
        """Decode a reply.

        Args:
            body: bytes in :attr:`charset`, or text. A byte order mark and a final line break (LF or
                CR LF) are removed. With fmt=2, an XML declaration that names another of the three
                charsets takes precedence, unless the bytes are not valid in it.

        Returns:
            The value, or the server's error as :class:`smsc_codec.Failure`.

        Raises:
            DecodeError: the body is not such a reply; :attr:`DecodeError.hint` may suggest another
                codec.
            TypeError: the body is neither bytes nor str.
        """
        if isinstance(body, bytes):
            try:
                text = str(body, self.charset if self.fmt != 2 else self._xml_charset(body))
            except UnicodeDecodeError as error:
                raise self._undecodable(body, error) from None
        elif isinstance(body, str):
            text = self._check_surrogates(body)
        else:
            raise TypeError(f"body: expected bytes or str, got {type(body).__name__}")
        try:
            return self._read(text)  # type: ignore[return-value]
        except NoMatch:
            without_bom = self._without_bom(body, text)
            if without_bom is not None:
                return Codec.decode(self, without_bom)
            raise self._decode_error(text) from None

    def encode(self, value: T | Failure) -> bytes:
        """Encode a value as the server does, in :attr:`charset`.

        Fields that the format and level do not have are omitted: see :meth:`restrict`.

        Args:
            value: the reply, or the server's error.

        Returns:
            The bytes, without a byte order mark, an XML declaration or a final line break.

        Raises:
            EncodeError: the format cannot encode the value, or the value would be decoded
                differently.
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
                f"cannot encode {text[error.start]!a} in {self.charset}",
            ) from None

    def restrict(self, value: T | Failure) -> T | Failure:
        """Return ``value`` as it would be decoded after encoding it.

        Fields that the format and level do not have are reset to their defaults. A text that is
        None becomes "" if lines have a column for it.

        Raises:
            EncodeError: the value is not such a reply.
        """
        try:
            return self._wire.restrict(value)  # type: ignore[no-any-return]
        except (NotEncodable, TypeError, ValueError, AttributeError) as error:
            reason = error.reason if isinstance(error, NotEncodable) else "is not a valid reply"
            raise EncodeError(self.name, None, reason) from None

    @cached_property
    def fields(self) -> Mapping[type, tuple[str, ...]]:
        """The fields of this format and level, in order, for each record class of the reply."""
        return self._wire.fields

    def with_charset(self, charset: str) -> Codec[T]:
        """Return the same codec for another charset.

        Args:
            charset: utf-8, windows-1251 or koi8-r. By default, the service sends windows-1251.

        Raises:
            ValueError: the charset is not one of these.
        """
        name = str(charset).lower()
        if name not in CHARSETS:
            raise ValueError(f"charset: expected one of {', '.join(CHARSETS)}, got {charset!r}")
        sibling: Codec[T] = codec(
            self._reply, self.fmt, self.level, self._variant, self._part, name
        )
        return sibling

    @property
    def name(self) -> str:
        """The name of the codec, such as ``status, fmt=1, all=2``."""
        name, arguments = self._reply.describe(self.level, self._variant, self._part)
        row = " (a row)" if self._part == "row" else ""
        return f"{name}{row}, fmt={self.fmt}{arguments}"

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (
            self._reply.title,
            self.fmt,
            self.level,
            self._variant,
            self._part,
            self.charset,
        )

    def __repr__(self) -> str:
        return f"<Codec {self.name}, {self.charset}>"

    # ---- Charsets

    @staticmethod
    def _without_bom(body: bytes | str, text: str) -> str | None:
        """Return the text after a byte order mark, which implies UTF-8; None if there is no mark.

        It is looked for only after decoding has failed, since no valid reply begins with one.
        """
        if isinstance(body, bytes) and body[:3] == _BOM:
            with suppress(UnicodeDecodeError):
                text = str(body, "utf-8")
        return text[1:] if text[:1] == "\ufeff" and text[1:2] != "\ufeff" else None

    def _xml_charset(self, body: bytes) -> str:
        """Return the charset of an XML document.

        If either the codec or the declaration specifies UTF-8, valid UTF-8 is decoded as UTF-8, and
        anything else in the other charset. If neither does, the declaration takes precedence over
        the codec.
        """
        from smsc_codec.formats.xml import MAX_TAG, TAG_NOUN, declared_charset, find_long_tag

        if len(body) > MAX_TAG and (at := find_long_tag(body)) is not None:
            diagnosis = Diagnosis(span=(at, at + 1), expected=(TAG_NOUN,), found="<")
            raise DecodeError(
                self.name, body, diagnosis, fmt=self.fmt, words=self._wire.known_words
            )
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

    def _check_surrogates(self, body: str) -> str:
        """Return ``body`` unchanged; raise DecodeError if it contains an unpaired surrogate."""
        if not body.isascii():
            try:
                body.encode()
            except UnicodeEncodeError as error:
                diagnosis = Diagnosis(
                    span=(error.start, error.end),
                    expected=("text without unpaired surrogates",),
                    found=body[error.start : error.end],
                )
                raise DecodeError(
                    self.name, body, diagnosis, fmt=self.fmt, words=self._wire.known_words
                ) from None
        return body

    def _undecodable(self, body: bytes, error: UnicodeDecodeError) -> DecodeError:
        found = body[error.start : error.end].hex(" ")
        diagnosis = Diagnosis(
            span=(error.start, error.end),
            expected=(f"text in {self.charset}",),
            found=found,
            hexadecimal=True,
        )

        return DecodeError(
            self.name,
            body,
            diagnosis,
            lambda: suggest_charset(body, CHARSETS, self._wire),
            fmt=self.fmt,
            words=self._wire.known_words,
        )

    # ---- Errors

    def _decode_error(self, text: str) -> DecodeError:
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
    """Codec of a reply that is a list."""

    @property
    def row(self) -> Codec[T]:
        """The codec of one row: a line, an element or an object of the list."""
        row: Codec[T] = codec(self._reply, self.fmt, self.level, self._variant, "row", self.charset)
        return row

    def with_charset(self, charset: str) -> ListCodec[T]:
        """Return the same codec for another charset: see :meth:`Codec.with_charset`."""
        sibling = super().with_charset(charset)
        assert isinstance(sibling, ListCodec)
        return sibling


class FileCodec(Codec[bytes]):
    """Codec of a reply that is a file: its bytes unchanged, unless they are the server's error."""

    #: Longer replies are files: an error is a single line.
    MAX_ERROR_BYTES = 4096

    def decode(self, body: bytes | str) -> bytes | Failure:
        """Return the bytes of the file, or decode the server's error.

        The bytes are not decoded to text, since the charset of the file is not that of the codec.

        Raises:
            TypeError: the body is not bytes.
        """
        if not isinstance(body, bytes):
            raise TypeError(f"body: expected bytes, got {type(body).__name__}")
        if len(body) > self.MAX_ERROR_BYTES:
            return body
        try:
            failure = super().decode(body)
        except DecodeError:
            return body
        # Only errors of send.php have an id, so "12,-5" is a file.
        return body if getattr(failure, "id", None) is not None else failure

    def encode(self, value: bytes | Failure) -> bytes:
        """Return the bytes of a file unchanged, or encode the server's error.

        Raises:
            EncodeError: the value is neither bytes nor an error, or bytes that would be decoded as
                an error.
        """
        body = value if isinstance(value, bytes) else super().encode(self._check_class(value))
        if self.decode(body) != self.restrict(value):
            kind = "the server's error" if body is value else "a file"
            raise EncodeError(self.name, None, f"would decode as {kind}")
        return body

    def restrict(self, value: bytes | Failure) -> bytes | Failure:
        """Return the bytes of a file unchanged; an error is restricted as usual."""
        return value if isinstance(value, bytes) else super().restrict(self._check_class(value))

    def _check_class(self, value: Failure) -> Failure:
        """Return an error unchanged; raise EncodeError for any other value."""
        if value.__class__ not in self.fields:
            reason = f"expected bytes or Failure, got {type(value).__name__}"
            raise EncodeError(self.name, None, reason)
        return value


def _restore(name: str, fmt: int, level: int, variant: str, part: str, charset: str) -> Any:
    """Return the codec of a pickle, such as in another process."""
    from smsc_codec.replies import REPLIES

    return codec(
        next(reply for reply in REPLIES if reply.title == name), fmt, level, variant, part, charset
    )


@cache
def codec(reply: ReplySpec, fmt: int, level: int, variant: str, part: str, charset: str) -> Any:
    """Return the codec of these arguments, which :meth:`ReplySpec.codec` has validated."""
    cls = FileCodec if reply.is_file else ListCodec if part == "many" else Codec
    return cls(reply, fmt, level, variant, part, charset)


def _charset_error(value: Any, charset: str) -> str:
    """Return the first field with a text that cannot be encoded in ``charset``."""
    is_list = isinstance(value, list | tuple)
    return next(
        f"[{index}].{name}" if is_list else name
        for index, item in enumerate(value if is_list else [value])
        for name in item.__slots__
        if not all(_encodable(text, charset) for text in _texts(getattr(item, name)))
    )


def _texts(part: Any) -> list[str]:
    """Return the texts of a field: the value, the items of a list, the keys and values of
    ``extra``.
    """
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
