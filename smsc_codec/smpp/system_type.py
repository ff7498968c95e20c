"""Account settings in the ``system_type`` of a bind: ``ISO``, ``SINGLE`` or ``ISO,SINGLE``.

Source: the vendor's SMPP page.
"""

from __future__ import annotations

from dataclasses import dataclass

from smsc_codec.errors import EncodeError

__all__ = ["SystemType"]

#: The field is a C-octet string of 13 bytes: twelve characters and the NUL.
_MAX_CHARS = 12


@dataclass(frozen=True, slots=True)
class SystemType:
    """The settings of a bind, in order.

    Args:
        names: The settings as sent, without surrounding blanks; unknown names are kept.
    """

    names: tuple[str, ...] = ()

    @classmethod
    def from_text(cls, text: str) -> SystemType:
        """Parse the ``system_type`` of a bind; case and blanks are ignored."""
        return cls(tuple(name.strip() for name in text.split(",")) if text.strip() else ())

    @property
    def iso(self) -> bool:
        """``ISO``: data_coding 0 is ISO-8859-1 instead of GSM 03.38."""
        return "ISO" in self._upper_names()

    @property
    def single(self) -> bool:
        """``SINGLE``: each part of a long message has its own id and its own receipt."""
        return "SINGLE" in self._upper_names()

    @property
    def text(self) -> str:
        """The settings as the text of a bind's ``system_type``.

        Raises:
            EncodeError: The text exceeds twelve characters, is not ASCII, or would decode to
                different settings.
        """
        if self.names.__class__ is not tuple or any(
            name.__class__ is not str for name in self.names
        ):
            raise EncodeError("system_type", None, "must be a tuple of names")
        text = ",".join(self.names)
        if len(text) > _MAX_CHARS or not text.isascii() or "\0" in text:
            raise EncodeError(
                "system_type", None, f"must have at most {_MAX_CHARS} ASCII characters, without NUL"
            )
        if SystemType.from_text(text) != self:
            raise EncodeError("system_type", None, "would decode to different settings", text)
        return text

    def _upper_names(self) -> set[str]:
        return {name.upper() for name in self.names}
