"""Attacks on XML readers: all refused, in another process, so that a crash of the interpreter is seen as one.

``tests/bench/attacks.py`` makes the documents, and prints what they cost here and in the standard library's ``ElementTree``.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsc_codec import replies
from smsc_codec.errors import DecodeError
from smsc_codec.wires import xml
from tests.bench.attacks import ATTACKS

#: As large as an attack is worth, and as large as a callback may be: what is refused by its length alone shows nothing.
LARGE, SMALL = 9 << 20, 250_000
#: Seconds for all of them together, on a machine that has other things to do.
LIMIT = 300
#: Reads a line that tells the attacks and their sizes, then the attacks; says each name before it begins.
_DOORS = """
import json, sys
from smsc_codec import replies
from smsc_codec.callbacks import Handler
from smsc_codec.errors import DecodeError
read = sys.stdin.buffer.read
handler = Handler.from_url("https://shop.example/sms?charset=utf-8&fmt=2&md5=SECRET")
one, many = replies.status(fmt=2, all=2).decode, replies.statuses(fmt=2).decode
for name, sizes in json.loads(sys.stdin.buffer.readline()):
    print(name, end=":", flush=True)
    large, small = map(read, sizes)
    for door, body in ((one, large), (one, small), (many, small), (handler.decode_unverified, small), (handler.receive, small)):
        try:
            door(body=body)
        except DecodeError as error:
            assert body is large or str(error)  # its text reads a large one ten times more
            print(" refused", end="")
    print()
"""


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    """What the process says of each attack, up to the one that it does not survive."""
    bodies = {name: (attack(LARGE), attack(SMALL)) for name, attack in ATTACKS.items()}
    assert all(len(large) <= LARGE and len(small) <= SMALL for large, small in bodies.values())
    sizes = json.dumps([(name, [len(body) for body in both]) for name, both in bodies.items()])
    octets = b"".join([sizes.encode(), b"\n", *(body for both in bodies.values() for body in both)])
    run = subprocess.run([sys.executable, "-c", _DOORS], input=octets, capture_output=True, timeout=LIMIT, check=False)
    lines = (line.split(":") for line in run.stdout.decode().splitlines())
    return {name: what.strip() for name, what in lines} | {"the end": f"{run.returncode} {run.stderr.decode()}"}


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_are_refused(attack: str, told: dict[str, str]) -> None:
    """By a codec, a list's codec, and a handler whether or not anything vouches for them."""
    assert (attack, told.get(attack), told["the end"]) == (attack, "refused refused refused refused refused", "0 ")


@pytest.mark.parametrize("charset", ["idna", "base64", "utf-7", "bogus-9", "punycode", "rot13", "utf-16", "utf-8-sig", "undefined"])
def test_a_document_that_names_its_charset_is_not_asked(charset: str) -> None:
    """The codec decides: no codec of Python's is looked up, so none can fail, or act, or be slow."""
    plain = "<sms><status>1</status><message>ё</message></sms>"
    body = f'<?xml version="1.0" encoding="{charset}"?>{plain}'.encode()
    assert replies.status(fmt=2, all=2).decode(body) == replies.status(fmt=2, all=2).decode(plain)


# ---- piece by piece

ONE, MANY = replies.status(fmt=2, all=2), replies.statuses(fmt=2, all=2)
PIECES = st.sampled_from(
    ["<sms>", "</sms>", "<status>1</status>", "<new>я</new>", "<id>42</id>", "<message>\r\n", "</message>", "<list>", "</list>", " ", "\r", "x", "<",
     "<![CDATA[<a]]>", "<!-- я -->", "<!--", "-->", "&amp;", "&#65;", "&x;", "<a b='1'>", "<status/>", "]]>", "<?x?>", "</message\n>", "<!DOCTYPE a>"],
)  # fmt: skip
BODIES = st.lists(PIECES, max_size=12).map("".join)


def _told(codec: Any, body: bytes | str) -> Any:
    try:
        return codec.decode(body)
    except DecodeError:
        return DecodeError


@pytest.mark.parametrize("codec", [ONE, MANY], ids=["one", "many"])
@given(BODIES.map("<sms><status>1</status>{}</sms>".format) | BODIES, st.integers(1, 9))
def test_a_document_means_the_same_in_pieces(codec: Any, body: str, piece: int) -> None:
    for text in (body, f"<list>{body}</list>"):
        with pytest.MonkeyPatch.context() as patch:
            whole = _told(codec, text)
            patch.setattr(xml, "_PIECE", piece)
            assert _told(codec, text) == whole


def test_what_is_long_and_legal_is_read() -> None:
    long = "я, " * 100_000
    for inside in (long, f"<![CDATA[<{long}]]>", f"{long}<!--<{long}>-->", f"<!--{long}-->{long}"):
        plain = inside.replace(f"<!--<{long}>-->", "").replace(f"<!--{long}-->", "").replace("<![CDATA[", "").replace("]]>", "")
        for body in (text := f"<sms><status>1</status><zone/><message>{inside}</message></sms>", text.encode()):
            assert _told(ONE, body).message == plain
    rows = "<sms><zone>1</zone><status>1</status></sms>" * 2000
    assert len(_told(MANY, f"<list>{rows}</list>")) == 2000


@pytest.mark.parametrize("letter", ["a", "я"])
def test_a_tag_has_a_bound(letter: str) -> None:
    """The longest that is read, and one more, wherever it stands."""
    for before in ("", "<message>" + "x" * 300_123 + "</message>"):
        name = letter * (xml.TAG - len("</>"))
        body = f"<sms><status>1</status>{before}<{name}/></sms>"
        assert _told(ONE, body.encode()).extra == ((name, ""),)
        for longer in (body.replace(name, name + "b"), body.replace(name, name * 6)):
            for sent in (longer, longer.encode()):
                with pytest.raises(DecodeError) as error:
                    ONE.decode(sent)
                assert error.value.expected == (xml.TAG_NOUN,)
                assert error.value.span is not None
                # The octets were not made a text for this, so before it nothing may be longer in octets.
                assert error.value.span[0] == longer.index("<" + letter)
                assert "^" in str(error.value)


def test_octets_are_refused_at_a_glance_only_where_it_is_sure() -> None:
    long = b"a" * xml.OVERLONG
    assert xml.overlong(b"<sms><" + long) == 5
    assert xml.overlong(b"<sms><message>" + long * 3 + b"<" + long + b"</message></sms>") == 14 + 3 * xml.OVERLONG
    for body in (long * 3, b"<sms>" + long * 2 + b"</sms>", b"<sms><![CDATA[<" + long * 2, b"<!--<" + long * 2, b"<sms>" + b"<a/>" * 200_000):
        assert xml.overlong(body) is None


def test_what_comes_twice_is_refused_early() -> None:
    """Fields come once. Rows and items, which come often, have one name."""
    fields = "<sms><status>1</status>" + "<a>1</a>" * 5000
    for body in (fields, "<list>" + fields, "<list><sms><new><b/>" + "<a/>" * 5000):
        with pytest.raises(DecodeError) as error:
            MANY.decode(body)
        assert error.value.expected == ("every element once",)
    items = "<list><sms><status>1</status><new>" + "<a/>" * 5000 + "</new></sms></list>"
    with pytest.raises(DecodeError) as error:
        MANY.decode(items)
    assert error.value.path == "/list/sms[1]"
