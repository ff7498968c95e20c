"""The laws of receipts' texts: nothing but our error, nothing changed in silence, labels as the lexer sees them."""

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
from tests.unit.smpp.receipt_strategies import FIELDS, gateway_pairs, hlr_pairs, like, plain_sms_pairs, sms_pairs

_OWN = records(Receipt)
_OCTETS = (
    like.map(lambda text: text.encode("latin-1"))
    | st.binary(max_size=60)
    | _OWN.map(receipts.encode).flatmap(mutated)
)


@given(_OCTETS)
def test_any_octets(text: bytes) -> None:
    """Closure; leniently everything is read, and either written back to the same value or refused."""
    try:
        own = receipts.decode(text)
    except DecodeError as error:
        shown = re.sub(r"\*+", "", str(error))
        assert not re.search(r"[0-9]{7,}", shown)
        assert error.span is not None and 0 <= error.span[0] <= error.span[1] <= len(text)
        assert error.expected and error.render(show_data=True) and "lenient=True" in str(error.hint)
        again = pickle.loads(pickle.dumps(error))
        assert (again.span, again.source, str(again)) == (error.span, error.source, str(error))
    else:
        assert own.raw == text
        assert receipts.decode(receipts.encode(own)) == own
    wild = receipts.decode(text, lenient=True)
    assert wild.raw == text
    try:
        written = receipts.encode(wild)
    except EncodeError as error:
        assert str(error)
    else:
        assert receipts.decode(written, lenient=True) == wild


@given(_OWN)
def test_the_services_own_come_back(receipt: Receipt) -> None:
    """Projection and canon."""
    text = receipts.encode(receipt)
    assert receipts.decode(text) == receipt
    assert receipts.encode(receipts.decode(text)) == text
    assert receipts.encode(receipts.decode(text, lenient=True)) == text


@given(sms_pairs | hlr_pairs)
def test_the_services_own_texts(pair: tuple[bytes, Receipt]) -> None:
    """Canon, and what they mean: both written by another hand."""
    text, receipt = pair
    found = receipts.decode(text)
    assert (found, found.raw) == (receipt, text)
    assert receipts.encode(found) == receipts.encode(receipt) == text


@given(plain_sms_pairs)
def test_both_modes_agree(pair: tuple[bytes, Receipt]) -> None:
    """On the service's own texts, unless an id holds what is a label to other gateways."""
    text, receipt = pair
    assert receipts.decode(text, lenient=True) == receipt


@given(gateway_pairs)
def test_the_texts_of_other_gateways(pair: tuple[bytes, Receipt]) -> None:
    """Leniently each means what was meant; nothing of it is refused when it is written, and it is the same again."""
    text, receipt = pair
    found = receipts.decode(text, lenient=True)
    assert (found, found.raw) == (receipt, text)
    assert receipts.decode(receipts.encode(found), lenient=True) == receipt


@given(
    st.dictionaries(
        st.sampled_from(FIELDS), _WILD | st.text(max_size=5) | st.binary(max_size=5), max_size=4
    ),
    _OWN,
)
def test_any_value(parts: dict[str, object], own: Receipt) -> None:
    """Closure and refusal: what is written reads back as the value."""
    for values in (parts, {name: getattr(own, name) for name in FIELDS} | parts):
        receipt = Receipt(**values)
        try:
            text = receipts.encode(receipt)
        except EncodeError as error:
            assert str(error)
            continue
        backs = [receipts.decode(text, lenient=True)]
        try:
            backs.append(receipts.decode(text))
        except DecodeError:
            assert len(backs) == 1
        assert receipt in backs


@pytest.mark.parametrize(
    "source",
    [like, st.text(st.sampled_from("aA-_: 1Z.\n"), max_size=40), st.text(max_size=30)],
    ids=["like", "edges", "any"],
)
@given(st.data())
def test_labels_are_where_the_lexer_sees_them(
    source: st.SearchStrategy[str], data: st.DataObject
) -> None:
    """Equality: the compiled search, and Lark's lexer."""
    text = data.draw(source)
    assert [found.span() for found in labels().finditer(text)] == lexed("receipt", "LABEL", text)
