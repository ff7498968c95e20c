"""Properties of receipt texts: documented errors only, no silent changes."""

from __future__ import annotations

import pickle
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsc_codec.errors import DecodeError, EncodeError
from smsc_codec.formats.grammar import lexed
from smsc_codec.smpp import Receipt, receipts
from smsc_codec.smpp.lenient_receipts import labels
from smsc_codec.testing.strategies import mutated, records
from tests.strategies import _WILD
from tests.unit.smpp.receipt_strategies import (
    FIELDS,
    gateway_pairs,
    hlr_pairs,
    like,
    plain_sms_pairs,
    sms_pairs,
)

_CANONICAL = records(Receipt)
_BYTES = (
    like.map(lambda text: text.encode("latin-1"))
    | st.binary(max_size=60)
    | _CANONICAL.map(receipts.encode).flatmap(mutated)
)


@given(_BYTES)
def test_any_bytes_decode_or_raise_decode_error(text: bytes) -> None:
    """Closure; lenient decoding accepts every text and encodes losslessly or not at all."""
    try:
        receipt = receipts.decode(text)
    except DecodeError as error:
        shown = re.sub(r"\*+", "", str(error))
        assert not re.search(r"[0-9]{7,}", shown)
        assert error.span is not None and 0 <= error.span[0] <= error.span[1] <= len(text)
        assert error.expected and error.render(show_data=True) and "lenient=True" in str(error.hint)
        copied = pickle.loads(pickle.dumps(error))
        assert (copied.span, copied.source, str(copied)) == (error.span, error.source, str(error))
    else:
        assert receipt.raw == text
        assert receipts.decode(receipts.encode(receipt)) == receipt
    lenient = receipts.decode(text, lenient=True)
    assert lenient.raw == text
    try:
        encoded = receipts.encode(lenient)
    except EncodeError as error:
        assert str(error)
    else:
        assert receipts.decode(encoded, lenient=True) == lenient


@given(_CANONICAL)
def test_canonical_receipt_round_trips(receipt: Receipt) -> None:
    """Projection and canonical form."""
    text = receipts.encode(receipt)
    assert receipts.decode(text) == receipt
    assert receipts.encode(receipts.decode(text)) == text
    assert receipts.encode(receipts.decode(text, lenient=True)) == text


@given(sms_pairs | hlr_pairs)
def test_canonical_text_decodes_to_the_expected_receipt(pair: tuple[bytes, Receipt]) -> None:
    """The strategy builds text and receipt independently of the encoder."""
    text, receipt = pair
    found = receipts.decode(text)
    assert (found, found.raw) == (receipt, text)
    assert receipts.encode(found) == receipts.encode(receipt) == text


@given(plain_sms_pairs)
def test_lenient_decoding_agrees_on_canonical_texts(pair: tuple[bytes, Receipt]) -> None:
    """Excluded are ids that contain a label of other gateways."""
    text, receipt = pair
    assert receipts.decode(text, lenient=True) == receipt


@given(gateway_pairs)
def test_texts_of_other_gateways_round_trip_with_lenient(pair: tuple[bytes, Receipt]) -> None:
    text, receipt = pair
    found = receipts.decode(text, lenient=True)
    assert (found, found.raw) == (receipt, text)
    assert receipts.decode(receipts.encode(found), lenient=True) == receipt


@given(
    st.dictionaries(
        st.sampled_from(FIELDS), _WILD | st.text(max_size=5) | st.binary(max_size=5), max_size=4
    ),
    _CANONICAL,
)
def test_any_value_encodes_losslessly_or_raises_encode_error(
    parts: dict[str, object], canonical: Receipt
) -> None:
    for values in (parts, {name: getattr(canonical, name) for name in FIELDS} | parts):
        receipt = Receipt(**values)
        try:
            text = receipts.encode(receipt)
        except EncodeError as error:
            assert str(error)
            continue
        decoded = [receipts.decode(text, lenient=True)]
        try:
            decoded.append(receipts.decode(text))
        except DecodeError:
            assert len(decoded) == 1
        assert receipt in decoded


@pytest.mark.parametrize(
    "source",
    [like, st.text(st.sampled_from("aA-_: 1Z.\n"), max_size=40), st.text(max_size=30)],
    ids=["like", "edges", "any"],
)
@given(st.data())
def test_compiled_label_pattern_matches_the_lexer(
    source: st.SearchStrategy[str], data: st.DataObject
) -> None:
    text = data.draw(source)
    assert [match.span() for match in labels().finditer(text)] == lexed("receipt", "LABEL", text)
