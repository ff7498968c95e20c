"""Equality: generated code agrees with the interpreted declaration, on rejections too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsc_codec.flags import MessageFlags, flag_bits, flag_layout
from smsc_codec.formats.base import NoMatch
from smsc_codec.formats.grammar import line_rule
from tests.strategies import any_value, bodies, mutated, tame_value
from tools.catalogue import CODECS, codec_id, layouts_of, rules

if TYPE_CHECKING:
    from smsc_codec.codec import Codec

DOCUMENTS = [codec for codec in CODECS if codec.fmt > 1]
LINES = [codec for codec in CODECS if codec.fmt < 2 and codec._part != "many"]


@pytest.mark.parametrize(("grammar", "rule"), rules())
@given(st.text(st.sampled_from("0123456789,-. \nHLRабAZ=:()"), max_size=40))
def test_each_rule_agrees_with_lark_on_random_text(grammar: str, rule: str, text: str) -> None:
    compiled = line_rule(grammar, rule)
    assert compiled.match(text) == compiled.interpret(text)


@pytest.mark.parametrize("codec", LINES, ids=codec_id)
@given(st.data())
def test_each_rule_agrees_with_lark_on_generated_lines(
    codec: Codec[Any], data: st.DataObject
) -> None:
    """Each rule is tried with the lines of every record, so most rules reject most lines."""
    layout = data.draw(st.sampled_from(layouts_of(codec)))
    body = data.draw(bodies(codec, tame_value(layout) | any_value(layout)))
    damaged = data.draw(st.just(body) | mutated(body)).decode("utf-8", "replace")
    for line in codec._wire.layouts:  # type: ignore[attr-defined]
        assert line.rule.match(damaged) == line.rule.interpret(damaged)


def _read(read: Any, text: str) -> Any:
    try:
        return read(text)
    except NoMatch:
        return NoMatch


@pytest.mark.parametrize("codec", DOCUMENTS, ids=codec_id)
@given(st.data())
def test_generated_code_agrees_with_the_document_parser(
    codec: Codec[Any], data: st.DataObject
) -> None:
    layout = data.draw(st.sampled_from(layouts_of(codec)))
    single = codec if codec._part != "many" else codec.row  # type: ignore[attr-defined]
    rows = data.draw(
        st.lists(
            bodies(single, tame_value(layout) | any_value(layout)),
            min_size=1,
            max_size=2 if single is not codec else 1,
        )
    )
    wrapped = [row.decode() for row in rows]
    if single is not codec:
        text = (
            "[" + ",\n".join(wrapped) + "]"
            if codec.fmt == 3
            else "<list>\n" + "\n".join(wrapped) + "\n</list>"
        )
    else:
        text = wrapped[0]
    if data.draw(st.booleans()):
        text = data.draw(mutated(text.encode())).decode("utf-8", "replace")
    wire: Any = codec._wire
    assert _read(wire.read, text) == _read(wire.parse, text)


@pytest.mark.parametrize("codec", DOCUMENTS, ids=codec_id)
def test_canonical_reply_is_matched_without_the_parser(codec: Codec[Any]) -> None:
    """Guards the test above, which would prove nothing if the generated code were never used."""
    if codec._reply.name != "status" or codec._part != "one":
        return
    from benchmarks.samples import samples

    wire: Any = codec._wire
    text = codec.encode(codec.restrict(samples()[0])).decode()
    assert wire.match_canonical(text, 0) is not None


def test_all_flag_values_agree_with_construct() -> None:
    layout, bits = flag_layout(), flag_bits()
    for raw in range(65536):
        parsed = layout.parse(raw.to_bytes(2))
        assert all(int(parsed[name]) == part(raw) for name, part in bits.items())
        flags = MessageFlags(raw)
        assert (flags.type, flags.second_balance, flags.template, flags.template_kind) == (
            parsed.type,
            parsed.second_balance,
            parsed.template,
            parsed.template_kind,
        )
        assert layout.build(parsed) == raw.to_bytes(2)
