"""Closure: any bytes give a value or a DecodeError, any value gives bytes or an EncodeError."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsc_codec.codec import CHARSETS, Codec
from smsc_codec.errors import DecodeError, EncodeError
from tests.strategies import any_value, bodies, mutated, tame_value, wild_value
from tools.catalogue import CODECS, codec_id, layouts_of


def check_decoding(codec: Codec[Any], body: bytes | str) -> None:
    """Check that decoding returns or raises a DecodeError that renders and survives pickling."""
    try:
        codec.decode(body)
    except DecodeError as error:
        assert error.span is not None or error.path is not None
        assert error.expected
        if error.span is not None:
            start, end = error.span
            assert 0 <= start <= end <= len(body) + 1
        assert str(error) and error.render(show_data=True) and repr(error)
        again = pickle.loads(pickle.dumps(error))
        assert (again.span, again.path, again.hint, str(again)) == (
            error.span,
            error.path,
            error.hint,
            str(error),
        )


@pytest.mark.parametrize("codec", CODECS, ids=codec_id)
@given(st.data())
def test_any_bytes_decode_or_raise_decode_error(codec: Codec[Any], data: st.DataObject) -> None:
    codec = codec.with_charset(data.draw(st.sampled_from(CHARSETS)))
    body = data.draw(st.binary(max_size=60) | st.text(max_size=60))
    check_decoding(codec, body)


@pytest.mark.parametrize("codec", CODECS, ids=codec_id)
@given(st.data())
def test_damaged_replies_decode_or_raise_decode_error(
    codec: Codec[Any], data: st.DataObject
) -> None:
    layout = data.draw(st.sampled_from(layouts_of(codec)))
    value = tame_value(layout) | any_value(layout)
    single = codec if codec._part != "many" else codec.row  # type: ignore[attr-defined]
    body = data.draw(bodies(single, value))
    if codec._part == "many":
        body = data.draw(
            st.sampled_from(
                [
                    body,
                    body + b"\n" + body,
                    b"[" + body + b",\n" + body + b"]",
                    b"<list>" + body + b"</list>",
                ]
            )
        )
    check_decoding(codec, data.draw(mutated(body)))


@pytest.mark.parametrize("codec", CODECS, ids=codec_id)
@given(st.data())
def test_any_value_encodes_or_raises_encode_error(codec: Codec[Any], data: st.DataObject) -> None:
    codec = codec.with_charset(data.draw(st.sampled_from(CHARSETS)))
    layout = data.draw(st.sampled_from(layouts_of(codec)))
    value = data.draw(
        wild_value(layout) | st.sampled_from([None, 5, "text", object(), [], [None], [5], ()])
    )
    if codec._part == "many" and data.draw(st.booleans()):
        value = [value]
    for method in (codec.encode, codec.restrict):
        try:
            method(value)
        except EncodeError as error:
            assert str(error) and repr(error)
            assert str(pickle.loads(pickle.dumps(error))) == str(error)


@pytest.mark.parametrize("body", [None, 5, bytearray(b"1"), ["1"]])
def test_body_that_is_neither_bytes_nor_str_is_a_type_error(body: Any) -> None:
    with pytest.raises(TypeError, match="bytes or str"):
        CODECS[0].decode(body)
