"""Law 1. Any octets give a value or a DecodeError; any value gives octets or an EncodeError. Nothing else escapes."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsc_codec.codec import CHARSETS, Codec
from smsc_codec.errors import DecodeError, EncodeError
from tests.catalogue import CODECS, codec_id, layouts_of
from tests.strategies import any_value, bodies, mutated, tame_value, wild_value


def decodes_or_explains(codec: Codec[Any], body: bytes | str) -> None:
    """The property, in the words of the law; an error must also be able to explain itself and to travel."""
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
def test_any_octets(codec: Codec[Any], data: st.DataObject) -> None:
    codec = codec.with_charset(data.draw(st.sampled_from(CHARSETS)))
    body = data.draw(st.binary(max_size=60) | st.text(max_size=60))
    decodes_or_explains(codec, body)


@pytest.mark.parametrize("codec", CODECS, ids=codec_id)
@given(st.data())
def test_damaged_replies(codec: Codec[Any], data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(layouts_of(codec)))
    value = tame_value(form) | any_value(form)
    sent = codec if codec._part != "many" else codec.row  # type: ignore[attr-defined]
    body = data.draw(bodies(sent, value))
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
    decodes_or_explains(codec, data.draw(mutated(body)))


@pytest.mark.parametrize("codec", CODECS, ids=codec_id)
@given(st.data())
def test_any_value(codec: Codec[Any], data: st.DataObject) -> None:
    codec = codec.with_charset(data.draw(st.sampled_from(CHARSETS)))
    form = data.draw(st.sampled_from(layouts_of(codec)))
    value = data.draw(
        wild_value(form) | st.sampled_from([None, 5, "text", object(), [], [None], [5], ()])
    )
    if codec._part == "many" and data.draw(st.booleans()):
        value = [value]
    for verb in (codec.encode, codec.restrict):
        try:
            verb(value)
        except EncodeError as error:
            assert str(error) and repr(error)
            assert str(pickle.loads(pickle.dumps(error))) == str(error)


@pytest.mark.parametrize("body", [None, 5, bytearray(b"1"), ["1"]])
def test_what_is_no_text_is_a_type_error(body: Any) -> None:
    with pytest.raises(TypeError, match="bytes or str"):
        CODECS[0].decode(body)
