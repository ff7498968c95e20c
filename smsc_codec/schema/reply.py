"""What a page declares of a reply: its formats and levels, its forms, and how sure we are of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from smsc_codec.formats.documents import RecordSelector
    from smsc_codec.schema.records import RecordLayout

__all__ = ["ReplySpec", "Variant", "validate_choice", "validate_fmt_level"]

_FORMATS = (0, 1, 2, 3)


@dataclass(frozen=True, kw_only=True, eq=False)
class Variant:
    """A parameter of a reply beside its format and level.

    Args:
        name: what the names of its rules end with, or its key in :attr:`Form.adds`.
        said: how a codec tells of it.
        fmts, levels: where there is a choice.
        confidence: how sure its form is, if less so than without it: see :attr:`Reply.confidence`.
    """

    name: str
    call_argument: str
    fmts: tuple[int, ...]
    levels: tuple[int, ...]
    confidence: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class ReplySpec:
    """A reply as a page declares it.

    Args:
        name: the name of its factory; None if the service answers lists only.
        many: the name of the factory for a list of them; None if the service answers none.
        page: the page's name, which is its grammar's as well.
        level: the request's parameter that decides how much is told; None if there is none.
        levels: its values.
        forms: the records that it may be, in the order in which lines are tried.
        which: tells the record of an XML or JSON reply; None if there is one form.
        bare: texts that fmt=3 answers instead of JSON, and their values.
        variants: further choices.
        confidence: for each format, how sure its form is: one letter for all levels, or a letter for each. A: recorded, or
            on a vendor's page; B: several clients agree, or one in production; C: one client, or inferred; D: a guess, which
            is why more is read than written; ``-``: nobody knows the form, and there is no codec.
        rows: the same for a row of a list, if that is less sure.
        octets: whether the reply is a file: octets, unless it is the server's error.
    """

    name: str | None = None
    list_name: str | None = None
    page: str
    level_param: str | None = None
    levels: tuple[int, ...] = (0,)
    layouts: tuple[RecordLayout, ...]
    select_record: RecordSelector | None = None
    plain_texts: Mapping[str, object] = field(default_factory=dict)
    variants: tuple[Variant, ...] = ()
    confidence: tuple[str, str, str, str] = ("A", "A", "A", "A")
    rows: tuple[str, str, str, str] | None = None
    is_file: bool = False

    @property
    def title(self) -> str:
        """The name of its first factory."""
        return self.name or str(self.list_name)

    @property
    def parts(self) -> tuple[str, ...]:
        """What of it has a codec: ``one`` reply, ``many`` of them as a list, a ``row`` of the list."""
        return ("one",) * bool(self.name) + ("many", "row") * bool(self.list_name)

    def confidence_of(self, fmt: int, level: int, part: str = "one") -> str:
        """How sure the form is: a letter of :attr:`confidence`, or for a row of :attr:`rows`."""
        letters = (self.confidence if part == "one" or self.rows is None else self.rows)[fmt]
        return letters if len(letters) == 1 else letters[self.levels.index(level)]

    def describe(self, level: int, variant: str, part: str) -> tuple[str, str]:
        """The name of a codec's factory, and what its level and variant are called with: ``, all=2, tail=True``."""
        said = [f"{self.level_param}={level}"] if self.level_param else []
        said += [one.call_argument for one in self.variants if one.name == variant]
        return str(self.name if part == "one" else self.list_name), "".join(
            f", {each}" for each in said
        )

    @property
    def supported(self) -> tuple[tuple[int, int], ...]:
        """The formats and levels that have a codec."""
        return tuple(
            (fmt, level)
            for fmt in _FORMATS
            for level in self.levels
            if self.confidence_of(fmt, level) != "-"
        )

    def codec(self, fmt: int, level: int = 0, *, variant: str = "", part: str | None = None) -> Any:
        """The codec of a format and level.

        Args:
            fmt: 0 to 3.
            level: one of :attr:`levels`.
            variant: the name of one of :attr:`variants`, where there is a choice.
            part: one of :attr:`parts`; the first unless said.

        Raises:
            ValueError, TypeError: there is no such format or level, or nobody knows its form.
        """
        validate_fmt_level(fmt, self.level_param, level, self.levels)
        if self.confidence_of(fmt, level) == "-":
            named = f"fmt={fmt}" + (f", {self.level_param}={level}" if self.level_param else "")
            raise self._unknown(
                named, dict.fromkeys(fmt for fmt, of in self.supported if of == level)
            )
        for one in self.variants:
            if one.name == variant and fmt not in one.fmts:
                raise self._unknown(f"fmt={fmt}, {one.call_argument}", one.fmts)
        from smsc_codec.codec import codec

        return codec(self, fmt, level, variant, part or self.parts[0], "utf-8")

    def _unknown(self, named: str, fmts: Iterable[int]) -> ValueError:
        known = ", ".join(map(str, fmts))
        return ValueError(
            f"{self.title}: nobody has recorded what the service answers with {named}; its known fmt: {known}"
        )


def validate_fmt_level(
    fmt: object, name: str | None, level: object, levels: tuple[int, ...]
) -> None:
    """Refuse a format or level that is none: True is no number here, and "2" neither."""
    validate_choice("fmt", fmt, _FORMATS)
    validate_choice(name or "level", level, levels)


def validate_choice(what: str, value: object, allowed: tuple[int, ...]) -> None:
    """Refuse a value that is not one of ``allowed``."""
    listed = ", ".join(map(str, allowed))
    if value.__class__ is not int:
        raise TypeError(f"{what} must be an int, one of {listed}, not {value!r}")
    if value not in allowed:
        raise ValueError(f"{what} must be one of {listed}, not {value!r}")
