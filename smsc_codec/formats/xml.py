"""fmt=2: XML, parsed with a restricted pyexpat, and the generated code for its scalars.

The service sends only elements with text, so everything else is rejected: DTDs (and therefore
entities, so that vulnerabilities of the installed expat do not matter), processing instructions,
attributes, more than 16 levels of nesting and tags of more than 64 KiB. The charset is determined
by the codec, not by the parser.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias
from xml.parsers import expat

from smsc_codec.codegen import emit_int_check, emit_serialize
from smsc_codec.formats.base import MalformedDocument, duplicate_key
from smsc_codec.schema.scalars import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Callable

    from smsc_codec.schema.records import RecordLayout
    from smsc_codec.schema.scalars import Scalar

__all__ = [
    "MAX_TAG",
    "TAG",
    "TAG_NOUN",
    "Content",
    "XmlSyntax",
    "declared_charset",
    "escape",
    "find_long_tag",
    "parse",
]

#: The content of an element: its text, or the name and content of each child.
Content: TypeAlias = "str | list[tuple[str, Content]]"

_DEPTH = 16
#: The maximum number of characters between ``<`` and ``>``. The longest known name has 15
#: characters. The limit exists because expat buffers whole tags, and copies their names and
#: attributes.
TAG = 1 << 16
#: The same in bytes: no character has more than four.
MAX_TAG = 4 * TAG
TAG_NOUN = f"a tag of at most {TAG} characters"
#: The number of characters passed to expat at a time, which bounds the cost of rejecting a
#: document.
_PIECE = 1 << 13
_DECLARATION = re.compile(
    rb"""\A(?:\xef\xbb\xbf)?<\?xml[^>]{0,100}?encoding\s?=\s?["']([A-Za-z0-9._-]{1,40})["']"""
)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_SPECIAL = re.compile("[&<>\r]")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_BLANK = r"[ \t\r\n]*+"
#: Text that parsing does not change: no markup, escapes, line breaks that are normalized, or
#: forbidden characters.
_PLAIN = "[^<&>\r\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]*+"
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}


# ---- Parsing


def parse(text: str, max_children: int | None = None) -> tuple[str, Content]:
    """Parse a document.

    Args:
        text: the document.
        max_children: the maximum number of children of an element, or None. A long document that
            exceeds it is not parsed to its end.

    Returns:
        The name and the content of the root element.

    Raises:
        MalformedDocument: the document is not well-formed, or violates one of the restrictions of
            this module. The offset counts bytes of UTF-8.
    """
    tree = _Tree(_restricted_parser(), max_children)
    try:
        _feed(tree.parser, text, tree.find_excess)
    except expat.ExpatError:
        raise MalformedDocument(max(0, tree.parser.ErrorByteIndex), "well-formed XML") from None
    return tree.children[0]


class _Tree:
    """Builds a tree from parser events.

    Attributes:
        stack: for each open element, the children of its parent that precede it.
        children: the children, so far, of the innermost open element.
        pieces: the text, so far, of the innermost open element.
        root: the name of the root element.
    """

    def __init__(self, parser: expat.XMLParserType, max_children: int | None) -> None:
        self.parser, self.max_children = parser, max_children
        self.stack: list[list[tuple[str, Content]]] = []
        self.children: list[tuple[str, Content]] = []
        self.pieces: list[str] = []
        self.root = ""
        parser.StartElementHandler = self.first
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.pieces.append

    def first(self, name: str, attributes: dict[str, str]) -> None:
        self.root, self.parser.StartElementHandler = name, self.start
        self.start(name, attributes)

    def start(self, _: str, attributes: dict[str, str]) -> None:
        if attributes or len(self.stack) == _DEPTH:
            raise MalformedDocument(
                self.parser.CurrentByteIndex,
                "an element without attributes" if attributes else "at most 16 levels",
            )
        self.check_blank()
        self.stack.append(self.children)
        self.children = []

    def check_blank(self) -> None:
        """Raise unless the text between elements is white space."""
        if self.pieces and not "".join(self.pieces).isspace():
            raise MalformedDocument(self.parser.CurrentByteIndex, "either text or elements")
        self.pieces.clear()

    def end(self, name: str) -> None:
        content: Content
        if self.children:
            self.check_blank()
            content = self.children
        else:
            content = "".join(self.pieces)
            self.pieces.clear()
        self.children = self.stack.pop()
        self.children.append((name, content))

    def find_excess(self) -> MalformedDocument | None:
        """Return an error if an open element already has too many or repeated children; rows may
        have any names.
        """
        levels = [*self.stack[1:], self.children] if self.stack else []
        if self.max_children is not None and any(
            len(children) > self.max_children for children in levels
        ):
            return MalformedDocument(None, f"at most {self.max_children} fields")
        name = next(filter(None, map(_repeated, levels[self.root == "list" :])), None)
        return None if name is None else MalformedDocument(None, "unique elements", name)


def _restricted_parser() -> expat.XMLParserType:
    """Return a parser that rejects everything except elements and text."""
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True

    def reject(expected: str) -> Callable[..., Any]:
        def handler(*_: object) -> None:
            raise MalformedDocument(parser.CurrentByteIndex, expected)

        return handler

    parser.StartDoctypeDeclHandler = reject("a document without a DTD")
    parser.EntityDeclHandler = parser.UnparsedEntityDeclHandler = reject(
        "a document without entities"
    )
    parser.ExternalEntityRefHandler = reject("a document without entities")
    parser.ProcessingInstructionHandler = reject("a document without processing instructions")
    # Since expat 2.6, parsing of an incomplete tag is deferred to avoid quadratic time. The length
    # of a tag is limited here, so that is not necessary.
    getattr(parser, "SetReparseDeferralEnabled", bool)(False)
    return parser


def _feed(
    parser: expat.XMLParserType, text: str, find_excess: Callable[[], MalformedDocument | None]
) -> None:
    """Feed a document to the parser in pieces, so that an excess is detected early."""
    at = size = tag_start = 0
    pending = b""  # the incomplete tag at the end, which starts at tag_start
    while True:
        if pending[:4] == b"<!--":
            # A comment may have any length, and is fed as a whole: expat rescans it for every
            # piece.
            end = text.find("-->", tag_start + 4)
            to = len(text) if end < 0 else end + 3
        else:
            to = min(at + _PIECE, tag_start + TAG)
        if to >= len(text):
            break
        piece = text[at:to].encode()
        parser.Parse(piece, False)
        at, size = to, size + len(piece)
        pending = (
            (pending + piece)[max(0, parser.CurrentByteIndex) - size :]
            if parser.CurrentByteIndex < size
            else b""
        )
        tag_start = at - len(pending.decode())
        if at - tag_start >= TAG:  # not a comment, which would have been fed as a whole before
            raise MalformedDocument(parser.CurrentByteIndex, TAG_NOUN)
        if (error := find_excess()) is not None:
            raise error
    parser.Parse(text[at:].encode(), True)


def _repeated(children: list[tuple[str, Content]]) -> str | None:
    """Return a repeated name among the last children, unless all of them have the name of the first
    child.

    Such children are neither fields, whose names are unique, nor items, which share one name. Only
    as many children are examined as a piece can contain.
    """
    last = children[-_PIECE // len("<a/>") :]
    names = [name for name, _ in last]
    return (
        duplicate_key(last) if len(set(names)) < len(names) != names.count(children[0][0]) else None
    )


def find_long_tag(data: bytes) -> int | None:
    """Return the offset of a tag that is too long in any charset, or None.

    The check precedes the conversion to text, which would take as much memory again. If there are
    comments or CDATA sections before the tag, the result is None, since only a parser can recognize
    them.
    """
    half, last = MAX_TAG // 2, -1
    for at in range(0, len(data) - half, half):
        found = data.rfind(b">", at, at + half)
        if found >= 0:
            last = found
            continue
        start = data.find(b"<", max(last + 1, at - half), at + half)
        if 0 <= start <= len(data) - MAX_TAG and data.find(b">", start, start + MAX_TAG) < 0:
            return start if data.find(b"<!", 0, start + 2) < 0 else None
    return None


# ---- Serialization


def escape(text: str) -> str:
    """Escape a text as the content of an element; raise ValueError if XML cannot represent it."""
    if _FORBIDDEN.search(text) is not None:
        raise ValueError("a control character")
    if _SPECIAL.search(text) is None:
        return text
    return _SPECIAL.sub(lambda match: _ESCAPES[match[0]], text)


def declared_charset(body: bytes) -> str | None:
    """Return the encoding in the XML declaration, in lower case; None if there is none."""
    if body[:1] != b"<" and body[:3] != b"\xef\xbb\xbf":
        return None
    found = _DECLARATION.match(body)
    return found[1].decode("ascii").lower() if found else None


class XmlSyntax:
    """The syntax of a reply in XML: one element per line, without an XML declaration."""

    fmt = 2
    names: ClassVar[dict[str, Any]] = {"escape": escape}
    blank: ClassVar[re.Pattern[str]] = re.compile(_BLANK)
    opening: ClassVar[re.Pattern[str]] = re.compile(f"{_BLANK}<list>{_BLANK}")
    between: ClassVar[re.Pattern[str]] = re.compile(f"{_BLANK}{_BLANK}")
    closing: ClassVar[re.Pattern[str]] = re.compile(f"{_BLANK}</list>{_BLANK}")

    @staticmethod
    def layout(form: RecordLayout, root: str, leaf: bool, names: tuple[str, ...]) -> str | None:
        """Return a pattern of the element in canonical layout: the known elements in order, texts
        without escapes.
        """
        parts = [] if form.constant is None else [XmlSyntax.constant(*form.constant)]
        for name in names:
            kind, tag, required = (
                form.record.scalar(name),
                form.record.tag(name),
                name in form.record.required,
            )
            text = (
                f"({_PLAIN})"
                if kind.is_text
                else f"({kind.pattern.pattern}{'' if required else '|'})"
            )
            part = f"<{tag}>{text}</{tag}>"
            parts.append(part if required else f"(?:{part}{_BLANK})?+")
        return "".join(parts) if leaf else f"<{root}>{_BLANK}{_BLANK.join(parts)}{_BLANK}</{root}>"

    @staticmethod
    def constant(tag: str, text: str) -> str:
        """Return the element of a constant."""
        return f"<{tag}>{text}</{tag}>"

    @staticmethod
    def document(text: str, max_children: int | None = None) -> tuple[str, Content]:
        """Parse a document: see :func:`parse`; the offset of an error counts characters."""
        if "\0" in text:
            # With two NULs in certain positions, expat would detect UTF-16.
            raise MalformedDocument(text.index("\0"), "no NUL character")
        try:
            return parse(text, max_children)
        except MalformedDocument as error:
            # The offset in characters is not greater than the offset in bytes.
            at = (
                None
                if error.at is None
                else len(text[: error.at].encode()[: error.at].decode("utf-8", "ignore"))
            )
            raise MalformedDocument(at, error.expected, error.found) from None

    @staticmethod
    def is_failure(document: tuple[str, Content]) -> bool:
        """Return whether a document is the server's error."""
        name, content = document
        return (
            name == "result"
            and not isinstance(content, str)
            and any(tag == "error_code" for tag, _ in content)
        )

    @staticmethod
    def row(document: tuple[str, Content], root: str | None, leaf: bool) -> dict[str, Any]:
        """Return the children of an element by name; ``root`` is the required name of the element,
        or None.
        """
        name, content = document
        if root is not None and name != root:
            raise MalformedDocument(None, f"<{root}>")
        if leaf:
            return {name: content}
        if isinstance(content, str):
            if content and not content.isspace():
                raise MalformedDocument(None, "elements")
            return {}
        row = dict(content)
        if len(row) != len(content):
            raise MalformedDocument(None, "unique elements", duplicate_key(content))
        return row

    @staticmethod
    def rows(document: tuple[str, Content], root: str) -> list[Any]:
        name, content = document
        if name != root or (isinstance(content, str) and not (content == "" or content.isspace())):
            raise MalformedDocument(None, f"<{root}>")
        return [] if isinstance(content, str) else content

    @staticmethod
    def wrap(root: str, parts: list[str], leaf: bool) -> str:
        return parts[0] if leaf else "\n".join([f"<{root}>", *parts, f"</{root}>"])

    @staticmethod
    def wrap_rows(root: str, rows: list[str]) -> str:
        return "\n".join([f"<{root}>", *rows, f"</{root}>"])

    @staticmethod
    def items(content: Content, tag: str) -> list[Content]:
        """Return the contents of the elements of a list inside an element."""
        if isinstance(content, str) and content and not content.isspace():
            raise MalformedDocument(None, f"<{tag}>")
        children = [] if isinstance(content, str) else content
        if any(name != tag for name, _ in children):
            raise MalformedDocument(None, f"<{tag}>")
        return [inner for _, inner in children]

    @staticmethod
    def wrap_items(tag: str, item: str, words: list[str]) -> str:
        """Serialize a list of texts as an element."""
        return XmlSyntax.wrap_rows(tag, [f"<{item}>{escape(word)}</{item}>" for word in words])

    @staticmethod
    def place(tag: str, item: str, index: int) -> str:
        """Return the path of an item, relative to the record."""
        return f"{tag}/{item}[{index + 1}]"

    @staticmethod
    def path(root: str, tag: str | None, index: int | None) -> str:
        return (
            ("" if index is None else "/list")
            + f"/{root}"
            + ("" if index is None else f"[{index + 1}]")
            + (f"/{tag}" if tag else "")
        )

    @staticmethod
    def decode_extra(content: Content) -> str:
        """Return the text of an unknown element for ``extra``."""
        if not isinstance(content, str):
            raise MalformedDocument(None, "a text")
        return content

    @staticmethod
    def encode_extra(key: str, text: str) -> str:
        """Serialize a pair of ``extra`` as an element."""
        if _NAME.fullmatch(key) is None:
            raise InvalidValue("contains a key that is not a valid element name")
        return f"<{key}>{escape(text)}</{key}>"

    @staticmethod
    def lenient(kind: Scalar) -> Callable[[Any], object]:
        """Return a decoder that accepts the same values as :meth:`read_code`, for diagnosis."""

        def read(value: Any) -> object:
            if value is None or (value == "" and not kind.is_text):
                return None
            if not isinstance(value, str):
                raise ValueError(f"expected {kind.description}")
            return kind.parse(value) if value else value

        return read

    @staticmethod
    def read_code(name: str, kind: Scalar, names: dict[str, Any]) -> list[str]:
        """Emit statements that convert the text ``v`` (None if missing) to the field's value."""
        if kind.is_text:
            return ["if v.__class__ is not str and v is not None: raise ValueError"]
        names[f"matches_{name}"], names[f"read_{name}"] = kind.pattern.fullmatch, kind.read
        return [
            "if v:",
            f"    if matches_{name}(v) is None: raise ValueError",
            f"    v = read_{name}(v)",
            "else: v = None",
        ]

    @staticmethod
    def write_code(name: str, tag: str, kind: Scalar, names: dict[str, Any]) -> list[str]:
        """Emit statements that add the element of the value ``v``, which is not None."""
        before, after = f"<{tag}>", f"</{tag}>"
        if kind.from_int is not None:
            return [*emit_int_check(kind, names), f"add(f'{before}{{v:d}}{after}')"]
        if kind.is_text:
            return [f"add({before!r} + escape(v) + {after!r})"]
        return [*emit_serialize(name, kind, names), f"add({before!r} + escape(v) + {after!r})"]

    @staticmethod
    def validate(kind: Scalar, text: str) -> str | None:
        """Return why XML cannot represent the text of a scalar; None if it can."""
        if _FORBIDDEN.search(text) is None:
            return None
        return "contains a control character, which XML cannot represent"
