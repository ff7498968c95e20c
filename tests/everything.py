"""Every codec there is, from the declarations: what the laws go through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smsc_codec.replies import REPLIES

if TYPE_CHECKING:
    from smsc_codec.codec import Codec

__all__ = ["CODECS", "SINGLES", "codec_id", "forms_of", "rules"]


def _codecs() -> list[Codec[Any]]:
    found = []
    for reply in REPLIES:
        for fmt in range(4):
            for level in reply.levels:
                variants = ["", "tail", "bare"] if reply.name == "status" and fmt == 1 and level else [""]
                for variant in variants:
                    for part in ("one", "many", "row") if reply.many else ("one",):
                        found.append(reply.codec(fmt, level, variant=variant, part=part))
    return found


CODECS = _codecs()
SINGLES = [codec for codec in CODECS if codec._part != "many"]


def codec_id(codec: Codec[Any]) -> str:
    return codec.what.replace(" ", "")


def forms_of(codec: Codec[Any]) -> tuple[Any, ...]:
    """The declared forms of a codec, the server's error among them."""
    from smsc_codec.pages.shared import FAILURE

    return (*codec._reply.forms, FAILURE)


def rules() -> list[tuple[str, str]]:
    """Every start rule of every grammar."""
    from smsc_codec.wires.grammar import start_rules

    return [(grammar, rule) for grammar in ("shared", *sorted({reply.page for reply in REPLIES})) for rule in start_rules(grammar)]


