"""``system_type`` of a bind: the account's settings, by the vendor's SMPP page: ``ISO``, ``SINGLE``, ``ISO,SINGLE``."""

from __future__ import annotations

from dataclasses import dataclass

from smsc_codec.errors import EncodeError

__all__ = ["SystemType"]

#: C-octet string of 13: twelve characters and the NUL.
_LONGEST = 12


@dataclass(frozen=True, slots=True)
class SystemType:
    """The settings, in their order.

    Args:
        names: as sent, without blanks around them; names that are not known are kept.
    """

    names: tuple[str, ...] = ()

    @classmethod
    def from_text(cls, text: str) -> SystemType:
        """The settings of a bind's ``system_type``; case and blanks do not matter."""
        return cls(tuple(name.strip() for name in text.split(",")) if text.strip() else ())

    @property
    def iso(self) -> bool:
        """``ISO``: data_coding 0 is ISO-8859-1 instead of GSM 03.38."""
        return "ISO" in self._folded()

    @property
    def single(self) -> bool:
        """``SINGLE``: each part of a long message has an id, and a receipt, of its own."""
        return "SINGLE" in self._folded()

    @property
    def text(self) -> str:
        """The settings as a bind carries them.

        Raises:
            EncodeError: they take more than twelve characters, or would read back differently.
        """
        if self.names.__class__ is not tuple or any(
            name.__class__ is not str for name in self.names
        ):
            raise EncodeError("system_type", None, "not a tuple of names")
        text = ",".join(self.names)
        if len(text) > _LONGEST or not text.isascii() or "\0" in text:
            raise EncodeError(
                "system_type", None, f"at most {_LONGEST} ASCII characters are carried"
            )
        if SystemType.from_text(text) != self:
            raise EncodeError("system_type", None, "it would read back differently", text)
        return text

    def _folded(self) -> set[str]:
        return {name.upper() for name in self.names}
