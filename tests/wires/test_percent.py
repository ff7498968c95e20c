"""smsc_codec.wires.percent: escapes in pieces mean what they mean at once."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsc_codec.wires import percent
from smsc_codec.wires.percent import unquoted


@given(st.lists(st.sampled_from(["%41", "%d1%8f", "%", "%4", "a", "+", "я", "%zz"]), max_size=15).map("".join), st.integers(3, 9))
def test_escapes_mean_the_same_in_pieces(text: str, piece: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(percent, "_PIECE", piece)
        assert unquoted(text) == unquoted(text.encode()) == unquote_to_bytes(text)
