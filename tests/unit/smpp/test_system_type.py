"""smsc_codec.smpp.system_type: the settings of a bind, in their order."""

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
def test_read(text: str, names: tuple[str, ...], iso: bool, single: bool) -> None:
    found = SystemType.from_text(text)
    assert (found.names, found.iso, found.single) == (names, iso, single)
    assert SystemType.from_text(found.text) == found


def test_written() -> None:
    assert SystemType(("ISO", "SINGLE")).text == "ISO,SINGLE"
    assert SystemType(("a" * 12,)).text == "a" * 12


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (("ISO", "SINGLE", "x"), None),
        (("ISO", "SINGLE", "xyz"), "at most 12 ASCII"),
        (("я",), "at most 12 ASCII"),
        (("a\0",), "at most 12 ASCII"),
        ((" ISO",), "read back differently"),
        (("ISO,SINGLE",), "read back differently"),
        (("",), "read back differently"),
        (["ISO"], "not a tuple of names"),
    ],
)
def test_refused(names: Any, why: str | None) -> None:
    if why is None:
        assert SystemType.from_text(SystemType(names).text).names == names
        return
    with pytest.raises(EncodeError, match=why) as refused:
        _ = SystemType(names).text
    assert refused.value.codec == "system_type"


@pytest.mark.parametrize("names", [(5,), (None,), None, 5])
def test_names_that_are_none(names: Any) -> None:
    with pytest.raises(EncodeError):
        _ = SystemType(names).text
