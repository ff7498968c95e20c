"""Law 5. The four formats of one value agree on every field that both carry."""

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
def test_the_formats_agree(reply: ReplySpec, data: st.DataObject) -> None:
    if reply.is_file:
        return
    level = data.draw(st.sampled_from(reply.levels))
    form = data.draw(st.sampled_from([*reply.layouts, FAILURE]))
    value = data.draw(tame_value(form))
    parts = [part for part in reply.parts if part != "many"]
    codecs = [
        reply.codec(fmt, level, part=part)
        for fmt, of in reply.supported
        if of == level
        for part in parts
    ]
    read: list[tuple[Any, tuple[str, ...]]] = []
    for codec in codecs:
        back = codec.decode(codec.encode(value))
        assert type(back) is type(value)
        read.append((back, codec.fields[type(value)]))
    for (one, carried), (other, also) in combinations(read, 2):
        for name in set(carried) & set(also):
            assert getattr(one, name) == getattr(other, name) == getattr(value, name)
