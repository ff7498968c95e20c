"""Tests of smsc_codec.smpp.system_type: the settings of a bind."""

from __future__ import annotations

from typing import Any

import pytest

from smsc_codec.errors import EncodeError
from smsc_codec.smpp import SystemType


@pytest.mark.parametrize(
    ("text", "names", "iso", "single"),
    [
        ("", (), False, False),
        ("  ", (), False, False),
        ("ISO", ("ISO",), True, False),
        ("SINGLE", ("SINGLE",), False, True),
        ("ISO,SINGLE", ("ISO", "SINGLE"), True, True),
        ("single, iso", ("single", "iso"), True, True),
        (" Iso ,x", ("Iso", "x"), True, False),
        ("ISO,,SINGLE", ("ISO", "", "SINGLE"), True, True),
        ("VMA", ("VMA",), False, False),
        ("ISOLATED", ("ISOLATED",), False, False),
    ],
)
def test_settings_are_parsed_and_keep_their_text(
    text: str, names: tuple[str, ...], iso: bool, single: bool
) -> None:
    found = SystemType.from_text(text)
    assert (found.names, found.iso, found.single) == (names, iso, single)
    assert SystemType.from_text(found.text) == found


def test_settings_are_joined_by_commas() -> None:
    assert SystemType(("ISO", "SINGLE")).text == "ISO,SINGLE"
    assert SystemType(("a" * 12,)).text == "a" * 12


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (("ISO", "SINGLE", "x"), None),
        (("ISO", "SINGLE", "xyz"), "at most 12 ASCII"),
        (("я",), "at most 12 ASCII"),
        (("a\0",), "at most 12 ASCII"),
        ((" ISO",), "would decode to different settings"),
        (("ISO,SINGLE",), "would decode to different settings"),
        (("",), "would decode to different settings"),
        (["ISO"], "must be a tuple of names"),
    ],
)
def test_settings_that_do_not_fit_are_rejected(names: Any, reason: str | None) -> None:
    if reason is None:
        assert SystemType.from_text(SystemType(names).text).names == names
        return
    with pytest.raises(EncodeError, match=reason) as caught:
        _ = SystemType(names).text
    assert caught.value.codec == "system_type"


@pytest.mark.parametrize("names", [(5,), (None,), None, 5])
def test_wrong_types_are_rejected(names: Any) -> None:
    with pytest.raises(EncodeError):
        _ = SystemType(names).text
