"""Agreement: the four formats of one value agree on every field they share."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsc_codec.replies import REPLIES
from smsc_codec.schema.failure import FAILURE
from tests.strategies import tame_value

if TYPE_CHECKING:
    from smsc_codec.schema.reply import ReplySpec


@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: reply.title)
@given(st.data())
def test_formats_agree_on_shared_fields(reply: ReplySpec, data: st.DataObject) -> None:
    if reply.is_file:
        return
    level = data.draw(st.sampled_from(reply.levels))
    layout = data.draw(st.sampled_from([*reply.layouts, FAILURE]))
    value = data.draw(tame_value(layout))
    parts = [part for part in reply.parts if part != "many"]
    codecs = [
        reply.codec(fmt, level, part=part)
        for fmt, supported_level in reply.supported
        if supported_level == level
        for part in parts
    ]
    decoded: list[tuple[Any, tuple[str, ...]]] = []
    for codec in codecs:
        back = codec.decode(codec.encode(value))
        assert type(back) is type(value)
        decoded.append((back, codec.fields[type(value)]))
    for (left, carried), (right, carried_too) in combinations(decoded, 2):
        for name in set(carried) & set(carried_too):
            assert getattr(left, name) == getattr(right, name) == getattr(value, name)
