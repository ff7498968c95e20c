"""Canon: ``encode(decode(b)) == b`` for canonical bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import any_value, bodies, tame_value
from tools.catalogue import CODECS, SINGLES, codec_id, layouts_of

if TYPE_CHECKING:
    from smsc_codec.codec import Codec


@pytest.mark.parametrize("codec", SINGLES, ids=codec_id)
@given(st.data())
def test_encoded_reply_encodes_to_the_same_bytes(codec: Codec[Any], data: st.DataObject) -> None:
    layout = data.draw(st.sampled_from(layouts_of(codec)))
    body = data.draw(bodies(codec, tame_value(layout) | any_value(layout)))
    assert codec.encode(codec.decode(body)) == body


CANONICAL = {
    (0, 0): b"Status = 1, check_time = 14.03.2023 15:09:26, err = 0",
    (
        1,
        1,
    ): "1,1678795766,0,1678795761,79990000000,3.80,SMSC.RU,Доставлено,Раз, два,вход,0".encode(),
    (2, 0): b"<sms>\n<status>1</status>\n<err>0</err>\n</sms>",
    (3, 0): b'{\n"status": 1,\n"err": 0\n}',
}


@pytest.mark.parametrize(("fmt", "level"), CANONICAL)
def test_canonical_layout_of_each_format(fmt: int, level: int) -> None:
    codec = next(
        candidate
        for candidate in CODECS
        if (candidate.name, candidate.fmt) == (f"status, fmt={fmt}, all={level}", fmt)
    )
    assert codec.encode(codec.decode(CANONICAL[fmt, level])) == CANONICAL[fmt, level]


def test_canonical_layout_of_lists() -> None:
    rows = {
        0: b"Status = 1, check_time = , ID = 1, phone = 7\nStatus = -3, ID = 2",
        1: b"1,,,1,7\n-3,0,0,2",
        2: b"<list>\n<sms>\n<status>1</status>\n<id>1</id>\n</sms>\n<sms>\n<status>-3</status>\n<id>2</id>\n</sms>\n</list>",
        3: b'[{\n"status": 1,\n"id": 1\n},\n{\n"status": -3,\n"id": 2\n}]',
    }
    for fmt, body in rows.items():
        codec = next(
            candidate for candidate in CODECS if candidate.name == f"statuses, fmt={fmt}, all=0"
        )
        assert codec.encode(codec.decode(body)) == body
