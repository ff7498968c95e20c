"""Declaration of a reply: its formats, levels and record layouts, and their confidence."""

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
    """A variant of a reply, chosen by a parameter other than the format and the level.

    Args:
        name: the suffix of the names of its grammar rules, and its key in
            :attr:`RecordLayout.variant_fields`.
        call_argument: the argument that selects it, as a codec's name shows it, such as
            ``tail=True``.
        fmts: the formats that have the variant.
        levels: the levels that have the variant.
        confidence: how well the variant is documented, if worse than the reply without it: see
            :attr:`ReplySpec.confidence`.
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
        name: the name of the codec factory; None if the service sends only lists of these replies.
        list_name: the name of the factory for a list of them; None if the service sends no lists.
        page: the name of the page, which is also the name of its grammar.
        level_param: the request parameter that selects the level of detail; None if there is none.
        levels: the values of that parameter.
        layouts: the records that the reply may be, in the order in which lines are matched.
        select_record: selects the record of an XML or JSON reply; None if there is one layout.
        plain_texts: texts that the service sends for fmt=3 instead of JSON, and the values that
            they decode to.
        variants: further variants.
        confidence: how well each format is documented: one letter for all levels, or one letter per
            level. A: recorded, or on a vendor's page. B: several clients agree, or one client in
            production. C: one client, or inferred. D: a guess, so the decoder accepts more than the
            encoder produces. ``-``: the format is unknown and has no codec.
        rows: the same for one row of a list, if it is documented less well.
        is_file: whether the reply is a file: bytes, unless it is the server's error.
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
        """The name of the first factory."""
        return self.name or str(self.list_name)

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that have a codec: ``one`` reply, ``many`` replies as a list, one ``row`` of
        the list.
        """
        return ("one",) * bool(self.name) + ("many", "row") * bool(self.list_name)

    def confidence_of(self, fmt: int, level: int, part: str = "one") -> str:
        """Return how well a format is documented: a letter of :attr:`confidence`, or of
        :attr:`rows` for a row.
        """
        letters = (self.confidence if part == "one" or self.rows is None else self.rows)[fmt]
        return letters if len(letters) == 1 else letters[self.levels.index(level)]

    def describe(self, level: int, variant: str, part: str) -> tuple[str, str]:
        """Return the name of a codec's factory, and the arguments that select the level and the
        variant.

        The arguments begin with a comma, such as ``, all=2, tail=True``.
        """
        arguments = [f"{self.level_param}={level}"] if self.level_param else []
        arguments += [known.call_argument for known in self.variants if known.name == variant]
        name = str(self.name if part == "one" else self.list_name)
        return name, "".join(f", {argument}" for argument in arguments)

    @property
    def supported(self) -> tuple[tuple[int, int], ...]:
        """The pairs of format and level that have a codec."""
        return tuple(
            (fmt, level)
            for fmt in _FORMATS
            for level in self.levels
            if self.confidence_of(fmt, level) != "-"
        )

    def codec(self, fmt: int, level: int = 0, *, variant: str = "", part: str | None = None) -> Any:
        """Return the codec of a format and level.

        Args:
            fmt: 0 to 3.
            level: one of :attr:`levels`.
            variant: the name of one of :attr:`variants`, or "" for none.
            part: one of :attr:`parts`; by default the first.

        Raises:
            TypeError: the format or the level is not an int.
            ValueError: the format or the level does not exist, or is not documented.
        """
        validate_fmt_level(fmt, self.level_param, level, self.levels)
        if self.confidence_of(fmt, level) == "-":
            arguments = f"fmt={fmt}" + (f", {self.level_param}={level}" if self.level_param else "")
            raise self._undocumented(
                arguments, dict.fromkeys(fmt for fmt, of in self.supported if of == level)
            )
        for known in self.variants:
            if known.name == variant and fmt not in known.fmts:
                raise self._undocumented(f"fmt={fmt}, {known.call_argument}", known.fmts)
        from smsc_codec.codec import codec

        return codec(self, fmt, level, variant, part or self.parts[0], "utf-8")

    def _undocumented(self, arguments: str, fmts: Iterable[int]) -> ValueError:
        supported = ", ".join(map(str, fmts)) or "none"
        return ValueError(
            f"unsupported: the reply format for {self.title}({arguments}) is not documented; "
            f"supported fmt: {supported}"
        )


def validate_fmt_level(
    fmt: object, name: str | None, level: object, levels: tuple[int, ...]
) -> None:
    """Raise unless the format and the level are among those that exist. bool and str are rejected.

    Args:
        fmt: the format.
        name: the parameter of the level, for the message; None if there is none.
        level: the level.
        levels: the levels that exist.

    Raises:
        TypeError: one of them is not an int.
        ValueError: one of them does not exist.
    """
    validate_choice("fmt", fmt, _FORMATS)
    validate_choice(name or "level", level, levels)


def validate_choice(argument: str, value: object, allowed: tuple[int, ...]) -> None:
    """Raise TypeError unless ``value`` is an int, ValueError unless it is allowed."""
    if value.__class__ is not int or value not in allowed:
        error = ValueError if value.__class__ is int else TypeError
        raise error(f"{argument}: expected one of {', '.join(map(str, allowed))}, got {value!r}")
