"""smsc_codec.formats.xml: accepted and rejected documents, and chunked parsing."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsc_codec import MessageStatus, SmsStatus, replies
from smsc_codec.codegen import compile_function
from smsc_codec.errors import DecodeError, EncodeError
from smsc_codec.formats import xml
from smsc_codec.formats.base import MalformedDocument
from smsc_codec.formats.xml import XmlSyntax
from smsc_codec.schema.records import RecordLayout
from smsc_codec.schema.scalars import ID, MONEY, TEXT, InvalidValue, Scalar
from tests.unit.schema.test_records import ROW

# ---- documents

DEEP = "<a>" * 16 + "</a>" * 16


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("<a/>", ("a", "")),
        ("<a></a>", ("a", "")),
        ("<a>x</a>", ("a", "x")),
        ("<a> </a>", ("a", " ")),
        ("<a>&lt;&#1103;&amp;</a>", ("a", "<я&")),
        ("<a>\r\n</a>", ("a", "\n")),
        ("<a><![CDATA[<b/>]]></a>", ("a", "<b/>")),
        ("<a>x<!-- -->y</a>", ("a", "xy")),
        ("<?xml version='1.0'?><a/>", ("a", "")),
        ("<a>\n<b>1</b> <c/>\t</a>", ("a", [("b", "1"), ("c", "")])),
        ("<a><b><c>я</c></b></a>", ("a", [("b", [("c", "я")])])),
        ("<a><b/><b/></a>", ("a", [("b", ""), ("b", "")])),
        ("\n<!-- --><a/><!-- -->\n", ("a", "")),
    ],
)
def test_document_is_parsed(text: str, root: object) -> None:
    assert xml.parse(text) == root


def test_nesting_is_limited_to_sixteen_levels() -> None:
    content: Any = xml.parse(DEEP)
    for _ in range(15):
        name, [content] = content
        assert name == "a"
    assert content == ("a", "")


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ('<a b="1"/>', 0, "an element without attributes"),
        ('<a><b c=""/></a>', 3, "an element without attributes"),
        (f"<a>{DEEP}</a>", 48, "at most 16 levels"),
        ("<a>x<b/></a>", 4, "either text or elements"),
        ("<a><b/>x</a>", 8, "either text or elements"),
        ("<a><b/>x<c/></a>", 8, "either text or elements"),
        ("<!DOCTYPE a><a/>", 11, "a document without a DTD"),
        ("<a><?x y?></a>", 3, "a document without processing instructions"),
        ("<a>&b;</a>", 3, "well-formed XML"),
        ("<a>", 3, "well-formed XML"),
        ("", 0, "well-formed XML"),
        ("<a></b>", 5, "well-formed XML"),
        ("<a/><b/>", 4, "well-formed XML"),
        ("яя<a/>", 4, "well-formed XML"),
        ("<я>&</я>", 5, "well-formed XML"),
        ("<a>\0</a>", 3, "well-formed XML"),
    ],
)
def test_malformed_xml_is_rejected(text: str, at: int, expected: str) -> None:
    with pytest.raises(MalformedDocument) as error:
        xml.parse(text)
    assert (error.value.at, error.value.expected) == (at, expected)


def test_escaped_content_round_trips() -> None:
    assert xml.escape("plain, я") == "plain, я"
    assert xml.escape("a&b<c>d\re") == "a&amp;b&lt;c&gt;d&#13;e"
    assert xml.parse(f"<a>{xml.escape('&<>' + chr(13))}</a>") == ("a", "&<>\r")
    for invalid in "\x00\x0b\x1f\uffff":
        with pytest.raises(ValueError, match=r"^a control character$"):
            xml.escape(f"a{invalid}")


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        (b'<?xml version="1.0" encoding="UTF-8"?><a/>', "utf-8"),
        (b"\xef\xbb\xbf<?xml version='1.0' encoding = 'windows-1251'?>", "windows-1251"),
        (b'<?xml version="1.0"?><a encoding="x"/>', None),
        (b"<a/>", None),
        (b"", None),
        (b' <?xml encoding="utf-8"?>', None),
        (b"\xef\xbb\xbf<a/>", None),
    ],
)
def test_declared_charset_is_found(body: bytes, charset: str | None) -> None:
    assert xml.declared_charset(body) == charset


@pytest.mark.parametrize(
    "charset",
    ["idna", "base64", "utf-7", "bogus-9", "punycode", "rot13", "utf-16", "utf-8-sig", "undefined"],
)
def test_declared_charset_does_not_change_the_text(charset: str) -> None:
    """The codec determines the charset; the declared one is never looked up."""
    plain = "<sms><status>1</status><message>ё</message></sms>"
    body = f'<?xml version="1.0" encoding="{charset}"?>{plain}'.encode()
    assert replies.status(fmt=2, all=2).decode(body) == replies.status(fmt=2, all=2).decode(plain)


@pytest.mark.parametrize(
    ("off", "inside"),
    [
        (["StartDoctypeDeclHandler"], '<!ENTITY b "c">'),
        (["StartDoctypeDeclHandler"], '<!NOTATION d SYSTEM "d"><!ENTITY b SYSTEM "c" NDATA d>'),
        (
            ["StartDoctypeDeclHandler", "EntityDeclHandler"],
            '<!NOTATION d SYSTEM "d"><!ENTITY b SYSTEM "c" NDATA d>',
        ),
        (["StartDoctypeDeclHandler", "EntityDeclHandler"], '<!ENTITY b SYSTEM "c">'),
    ],
)
def test_each_guard_suffices(off: list[str], inside: str) -> None:
    """If expat let a DTD pass, the other guards would still reject it."""
    parser = xml._restricted_parser()
    for handler in off:
        setattr(parser, handler, None)
    with pytest.raises(MalformedDocument) as error:
        parser.Parse(f"<!DOCTYPE a [{inside}]><a>&b;</a>", True)
    assert error.value.expected == "a document without entities"


def test_parser_is_configured_once() -> None:
    """Text is buffered, and tags are processed as they arrive."""
    parser = xml._restricted_parser()
    assert parser.buffer_text
    assert not getattr(parser, "GetReparseDeferralEnabled", bool)()


# ---- piece by piece

ONE, MANY = replies.status(fmt=2, all=2), replies.statuses(fmt=2, all=2)
PIECES = st.sampled_from(
    [
        "<sms>",
        "</sms>",
        "<status>1</status>",
        "<new>я</new>",
        "<id>42</id>",
        "<message>\r\n",
        "</message>",
        "<list>",
        "</list>",
        " ",
        "\r",
        "x",
        "<",
        "<![CDATA[<a]]>",
        "<!-- я -->",
        "<!--",
        "-->",
        "&amp;",
        "&#65;",
        "&x;",
        "<a b='1'>",
        "<status/>",
        "]]>",
        "<?x?>",
        "</message\n>",
        "<!DOCTYPE a>",
    ],
)
BODIES = st.lists(PIECES, max_size=12).map("".join)


def _told(codec: Any, body: bytes | str) -> Any:
    try:
        return codec.decode(body)
    except DecodeError:
        return DecodeError


@pytest.mark.parametrize("codec", [ONE, MANY], ids=["one", "many"])
@given(BODIES.map("<sms><status>1</status>{}</sms>".format) | BODIES, st.integers(1, 9))
def test_chunked_parsing_agrees(codec: Any, body: str, piece: int) -> None:
    for text in (body, f"<list>{body}</list>"):
        with pytest.MonkeyPatch.context() as patch:
            whole = _told(codec, text)
            patch.setattr(xml, "_PIECE", piece)
            assert _told(codec, text) == whole


def test_long_valid_document_is_accepted() -> None:
    long = "я, " * 100_000
    for inside in (long, f"<![CDATA[<{long}]]>", f"{long}<!--<{long}>-->", f"<!--{long}-->{long}"):
        plain = (
            inside.replace(f"<!--<{long}>-->", "")
            .replace(f"<!--{long}-->", "")
            .replace("<![CDATA[", "")
            .replace("]]>", "")
        )
        for body in (
            text := f"<sms><status>1</status><zone/><message>{inside}</message></sms>",
            text.encode(),
        ):
            assert _told(ONE, body).message == plain
    rows = "<sms><zone>1</zone><status>1</status></sms>" * 2000
    assert len(_told(MANY, f"<list>{rows}</list>")) == 2000


@pytest.mark.parametrize("letter", ["a", "я"])
def test_length_of_a_tag_is_limited(letter: str) -> None:
    """The longest accepted tag, and one character more, at any position."""
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
                # The bytes are not decoded here, so only ASCII may precede the tag.
                assert error.value.span[0] == longer.index("<" + letter)
                assert "^" in str(error.value)


def test_quick_rejection_is_never_wrong() -> None:
    long = b"a" * xml.MAX_TAG
    assert xml.find_long_tag(b"<sms><" + long) == 5
    assert (
        xml.find_long_tag(b"<sms><message>" + long * 3 + b"<" + long + b"</message></sms>")
        == 14 + 3 * xml.MAX_TAG
    )
    for body in (
        long * 3,
        b"<sms>" + long * 2 + b"</sms>",
        b"<sms><![CDATA[<" + long * 2,
        b"<!--<" + long * 2,
        b"<sms>" + b"<a/>" * 200_000,
    ):
        assert xml.find_long_tag(body) is None


def test_quick_rejection_is_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    """Finds the first tag longer than the limit, unless a comment or CDATA precedes it."""
    monkeypatch.setattr(xml, "MAX_TAG", 16)
    inside = [b"a" * size for size in (0, 1, 7, 13, 14, 15, 16, 30)]
    parts = [
        *(b"<%b>" % one for one in inside),
        *inside[2:],
        b"<!-- -->",
        b"<" + b"a" * 9,
        b"<<",
        b">",
        b"<a<>",
        b"<" + b"a" * 15,
        b"<" + b"a" * 14,
        b"<<!" + b"a" * 16,
    ]
    for some in product(parts, repeat=3):
        data = b"".join(some)
        at = first = 0
        while (begun := data.find(b"<", at)) >= 0 and first <= 0:
            end = data.find(b">", begun)
            long = (end < 0 and len(data) - begun >= 16) or end - begun >= 16
            first, at = (begun + 1 if long else 0), (len(data) if end < 0 else end + 1)
        expected = first - 1 if first and b"<!" not in data[: first + 1] else None
        assert xml.find_long_tag(data) == expected, data


def test_truncated_body_is_reported_as_truncated() -> None:
    """Regression: bytes truncated after 256 KiB were reported as a tag that is too long."""
    body = "<sms><status>1</status><message>" + "x" * 262_110 + "</message"
    for sent in (body, body.encode()):
        with pytest.raises(DecodeError) as error:
            ONE.decode(sent)
        assert error.value.expected == ("well-formed XML",)
        assert error.value.span is not None and error.value.span[0] == body.index("</message")


FIELDS = "<sms><status>1</status>" + "<a>1</a>" * 1100


@pytest.mark.parametrize(
    "body", [FIELDS, FIELDS + "</sms>", "<list>" + FIELDS, "<list><sms><new><b/>" + "<a/>" * 5000]
)
def test_duplicate_element_is_rejected_early(body: str) -> None:
    """Parsing stops at the chunk with the duplicate, so the error concerns the whole document."""
    with pytest.raises(DecodeError) as error:
        MANY.decode(body)
    assert (error.value.expected, error.value.span, error.value.path) == (
        ("unique elements",),
        (0, len(body)),
        None,
    )


def test_duplicate_element_in_a_later_chunk_is_rejected() -> None:
    """A chunk of equal fields that differ from the first one."""
    begun = "<sms><status>1</status><a>"
    body = begun + "x" * (xml._PIECE - len(begun) - len("</a>")) + "</a>" + "<a/>" * 5000
    with pytest.raises(DecodeError) as error:
        ONE.decode(body)
    assert (error.value.expected, error.value.span) == (("unique elements",), (0, len(body)))


def test_rows_and_items_may_repeat() -> None:
    """Items share a name, and rows may have any name."""
    rows = "<a/>" * 2000 + "<b/>" * 2000
    assert xml.parse(f"<list>{rows}</list>") == ("list", [("a", "")] * 2000 + [("b", "")] * 2000)
    with pytest.raises(MalformedDocument, match=r"^unique elements$"):
        xml.parse(f"<lists>{rows}</lists>")
    with pytest.raises(DecodeError) as error:
        MANY.decode("<list><sms><status>1</status><new>" + "<a/>" * 5000 + "</new></sms></list>")
    assert (error.value.path, error.value.expected) == ("/list/sms[1]/new", ("a text",))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits are small, so that a short document has many chunks."""
    monkeypatch.setattr(xml, "_PIECE", 8)
    monkeypatch.setattr(xml, "TAG", 16)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "comment", ["", "<!---->", "<!-- я -->", "<!-- long, long, long -->", "<!--<b > -->"]
)
def test_tag_limit_holds_for_any_chunks(comment: str) -> None:
    """A comment of any length is ignored and hides nothing after it."""
    name = "b" * (xml.TAG - len("</>"))
    for before in range(9):
        for between in range(9):
            text = f"<s>{' ' * before}{comment}{' ' * between}<{name}/><!-- --></s>"
            assert xml.parse(text) == ("s", [(name, "")])
            with pytest.raises(MalformedDocument) as error:
                xml.parse(text.replace(name, name + "b"))
            assert (error.value.at, error.value.expected) == (
                len(text[: text.rindex("<b")].encode()),
                xml.TAG_NOUN,
            )


@pytest.mark.usefixtures("small")
def test_document_may_begin_with_a_long_prologue() -> None:
    name, blank = "b" * (xml.TAG - len("</>")), " " * 20
    assert xml.parse(f"<{name}/>{blank}") == (name, "")
    with pytest.raises(MalformedDocument) as error:
        xml.parse(f"<{name}b/>{blank}")
    assert (error.value.at, error.value.expected) == (0, xml.TAG_NOUN)
    assert xml.parse(f"<!--{blank}--><b/>{blank}") == ("b", "")
    assert xml.parse(f"<b/>{blank}<!--{blank}-->") == ("b", "")
    with pytest.raises(MalformedDocument, match=r"^well-formed XML$"):
        xml.parse(f"<b/><!--{blank}")


# ---- as a reply


@pytest.mark.parametrize(
    ("codec", "body", "result"),
    [
        (ONE, "<sms>text</sms>", (None, "/sms", "elements", "<sms>")),
        (ONE, "<sms> </sms>", (None, "/sms/status", "a status number", "")),
        (ONE, "<sms/>", (None, "/sms/status", "a status number", "")),
        (ONE, "<sms><status></status></sms>", (None, "/sms/status", "a status number", "")),
        (
            ONE,
            "<sms><status>1</status><status>1</status></sms>",
            (None, "/sms", "unique elements", "status"),
        ),
        (ONE, "<other><status>1</status></other>", (None, "/sms", "<sms>", "<other>")),
        (ONE, "<sms><message>я\0\0</message></sms>", ((15, 16), None, "no NUL character", "\0")),
        (ONE, "<sms><message>яя&</message></sms>", ((17, 18), None, "well-formed XML", "<")),
        (
            ONE,
            "<sms><status>1</status><message><b>1</b></message></sms>",
            (None, "/sms/message", "a text", "elements"),
        ),
        (
            ONE,
            "<sms><status>1</status><cost>x</cost></sms>",
            (None, "/sms/cost", "an amount such as 6.40", "x"),
        ),
        (MANY, "<list>text</list>", (None, "/list", "<list>", "<list>")),
        (MANY, "<list><sms>x</sms></list>", (None, "/list/sms[1]", "elements", "<sms>")),
        (
            MANY,
            "<list><row><status>1</status></row></list>",
            (None, "/list/sms[1]", "<sms>", "<row>"),
        ),
        (
            MANY,
            "<list><sms><status>1</status></sms>x</list>",
            ((36, 37), None, "either text or elements", "<"),
        ),
    ],
)
def test_error_of_a_document_has_position_and_expectation(
    codec: Any, body: str, result: object
) -> None:
    with pytest.raises(DecodeError) as error:
        codec.decode(body)
    assert (error.value.span, error.value.path, *error.value.expected, error.value.found) == result


@pytest.mark.parametrize(
    ("part", "field", "why"),
    [
        (
            {"message": "\x01"},
            "message",
            "contains a control character, which XML cannot represent",
        ),
        (
            {"message": "good", "operator": "a\uffff"},
            "operator",
            "contains a control character, which XML cannot represent",
        ),
        (
            {"message": "good", "extra": (("a b", "x"),)},
            "extra",
            "contains a key that is not a valid element name",
        ),
        (
            {"message": "good", "extra": (("a", "\x01"),)},
            "extra",
            "contains a character that XML cannot represent",
        ),
    ],
)
def test_error_of_encoding_has_field_and_reason(part: dict[str, Any], field: str, why: str) -> None:
    with pytest.raises(EncodeError) as caught:
        ONE.encode(SmsStatus(status=MessageStatus.DELIVERED, **part))
    assert (caught.value.field, caught.value.reason) == (field, why)


def test_unknown_elements_and_items_are_kept() -> None:
    assert XmlSyntax.decode_extra("x") == "x"
    assert XmlSyntax.items([("phone", "1"), ("phone", "2")], "phone") == ["1", "2"]
    assert XmlSyntax.items("", "phone") == XmlSyntax.items("\n", "phone") == []
    invalid: list[tuple[Any, str]] = [
        (lambda: XmlSyntax.decode_extra([("b", "")]), "a text"),
        (lambda: XmlSyntax.items("x", "phone"), "<phone>"),
        (lambda: XmlSyntax.items([("phone", "1"), ("fax", "2")], "phone"), "<phone>"),
    ]
    for use, expected in invalid:
        with pytest.raises(MalformedDocument) as error:
            use()
        assert (error.value.at, error.value.expected) == (None, expected)
    with pytest.raises(InvalidValue, match=r"^contains a key that is not a valid element name$"):
        XmlSyntax.encode_extra("1", "x")


# ---- the scalars, and how the service lays them out

FORM = RecordLayout(record=ROW, rule="", fields={}, roots={})


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("<row>\n<id>1</id>\n<price>1.50</price>\n<note>я</note>\n</row>", ("1", "1.50", "я")),
        ("<row><id>1</id><price></price><note></note></row>", ("1", "", "")),
        ("<row><id>1</id></row>", ("1", None, None)),
        ("<row><id>1</id><note>x</note></row>", ("1", None, "x")),
        # Left to the parser: escapes, another order, missing or invalid values, other names.
        ("<row><id>1</id><note>&amp;</note></row>", None),
        ("<row><price>1.50</price><id>1</id></row>", None),
        ("<row><id></id></row>", None),
        ("<row><price>1.50</price></row>", None),
        ("<row><id>x</id></row>", None),
        ("<row><id>1</id><price>x</price></row>", None),
        ("<row><id>1</id><cost>1.50</cost></row>", None),
        ("<id>1</id>", None),
    ],
)
def test_layout_of_a_record(text: str, groups: object) -> None:
    found = re.fullmatch(
        str(XmlSyntax.layout(FORM, "row", leaf=False, names=("id", "cost", "note"))), text
    )
    assert (None if found is None else found.groups()) == groups


def test_layout_of_a_leaf_and_of_a_constant() -> None:
    leaf = re.compile(str(XmlSyntax.layout(FORM, "id", leaf=True, names=("id",))))
    assert [
        leaf.fullmatch(text) is not None
        for text in ("<id>1</id>", "<id></id>", " <id>1</id>", "<id><id>1</id></id>")
    ] == [True, False, False, False]
    result = re.compile(
        str(
            XmlSyntax.layout(
                replace(FORM, constant=("result", "OK")), "row", leaf=False, names=("id",)
            )
        )
    )
    assert result.fullmatch("<row><result>OK</result>\n<id>1</id></row>") is not None
    assert (
        result.fullmatch("<row><result>NO</result>\n<id>1</id></row>")
        is result.fullmatch("<row><id>1</id></row>")
        is None
    )


@pytest.mark.parametrize(
    ("kind", "value", "read"),
    [
        (MONEY, None, None),
        (MONEY, "", None),
        (MONEY, "1.50", Decimal("1.50")),
        (ID, "7", "7"),
        (TEXT, None, None),
        (TEXT, "", ""),
        (TEXT, "XXXX", "XXXX"),
        (MONEY, "XXXX", ValueError),
        (MONEY, [("b", "")], ValueError),
        (TEXT, [("b", "")], ValueError),
    ],
)
def test_scalar_is_decoded_and_encoded(kind: Scalar, value: Any, read: Any) -> None:
    """The generated code and the diagnosing decoder agree."""
    names: dict[str, Any] = {}
    code = XmlSyntax.read_code("part", kind, names)
    assert code
    swift = compile_function(
        "read", ["def read(v):", *(f"    {line}" for line in code), "    return v"], names
    )
    for way in (swift, XmlSyntax.lenient(kind)):
        if read is not ValueError:
            assert way(value) == read
        elif isinstance(value, str) or kind.is_text or way is not swift:
            with pytest.raises(ValueError, match=f"^(expected {kind.description})?$"):
                way(value)
        else:
            with pytest.raises(TypeError):  # the pattern decides; both are accepted
                way(value)
