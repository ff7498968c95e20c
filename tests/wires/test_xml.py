"""smsc_codec.wires.xml: what is let in, where what is not is refused, and that a document means the same however it is fed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsc_codec import replies
from smsc_codec.errors import DecodeError
from smsc_codec.wires import xml
from smsc_codec.wires.base import Malformed

# ---- documents

DEEP = "<a>" * 16 + "</a>" * 16


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("<a/>", ("a", "")), ("<a></a>", ("a", "")), ("<a>x</a>", ("a", "x")), ("<a> </a>", ("a", " ")),
        ("<a>&lt;&#1103;&amp;</a>", ("a", "<я&")), ("<a>\r\n</a>", ("a", "\n")), ("<a><![CDATA[<b/>]]></a>", ("a", "<b/>")),
        ("<a>x<!-- -->y</a>", ("a", "xy")), ("<?xml version='1.0'?><a/>", ("a", "")),
        ("<a>\n<b>1</b> <c/>\t</a>", ("a", [("b", "1"), ("c", "")])), ("<a><b><c>я</c></b></a>", ("a", [("b", [("c", "я")])])),
        ("<a><b/><b/></a>", ("a", [("b", ""), ("b", "")])), ("\n<!-- --><a/><!-- -->\n", ("a", "")),
    ],
)  # fmt: skip
def test_a_document(text: str, root: object) -> None:
    assert xml.parse(text) == root


def test_sixteen_levels() -> None:
    content: Any = xml.parse(DEEP)
    for _ in range(15):
        name, [content] = content
        assert name == "a"
    assert content == ("a", "")


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ('<a b="1"/>', 0, "an element without attributes"), ('<a><b c=""/></a>', 3, "an element without attributes"),
        (f"<a>{DEEP}</a>", 48, "at most 16 levels"),
        ("<a>x<b/></a>", 4, "either text or elements"), ("<a><b/>x</a>", 8, "either text or elements"), ("<a><b/>x<c/></a>", 8, "either text or elements"),
        ("<!DOCTYPE a><a/>", 11, "a document without a DTD"), ("<a><?x y?></a>", 3, "a document without processing instructions"),
        ("<a>&b;</a>", 3, "well-formed XML"), ("<a>", 3, "well-formed XML"), ("", 0, "well-formed XML"), ("<a></b>", 5, "well-formed XML"),
        ("<a/><b/>", 4, "well-formed XML"), ("яя<a/>", 4, "well-formed XML"), ("<я>&</я>", 5, "well-formed XML"), ("<a>\0</a>", 3, "well-formed XML"),
    ],
)  # fmt: skip
def test_what_is_no_document(text: str, at: int, expected: str) -> None:
    with pytest.raises(Malformed) as error:
        xml.parse(text)
    assert (error.value.at, error.value.expected) == (at, expected)


def test_content_that_is_escaped_comes_back() -> None:
    assert xml.escape("plain, я") == "plain, я"
    assert xml.escape("a&b<c>d\re") == "a&amp;b&lt;c&gt;d&#13;e"
    assert xml.parse(f"<a>{xml.escape('&<>' + chr(13))}</a>") == ("a", "&<>\r")
    for wrong in "\x00\x0b\x1f\uffff":
        with pytest.raises(ValueError, match="a control character"):
            xml.escape(f"a{wrong}")


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        (b'<?xml version="1.0" encoding="UTF-8"?><a/>', "utf-8"), (b"\xef\xbb\xbf<?xml version='1.0' encoding = 'windows-1251'?>", "windows-1251"),
        (b'<?xml version="1.0"?><a encoding="x"/>', None), (b"<a/>", None), (b"", None), (b' <?xml encoding="utf-8"?>', None), (b"\xef\xbb\xbf<a/>", None),
    ],
)  # fmt: skip
def test_the_charset_that_a_declaration_names(body: bytes, charset: str | None) -> None:
    assert xml.declared_charset(body) == charset


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
        assert (error.value.expected, error.value.found) == (("every element once",), "a")
    items = "<list><sms><status>1</status><new>" + "<a/>" * 5000 + "</new></sms></list>"
    with pytest.raises(DecodeError) as error:
        MANY.decode(items)
    assert (error.value.path, error.value.expected) == ("/list/sms[1]/new", ("a text",))
