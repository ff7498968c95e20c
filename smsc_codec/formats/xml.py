"""fmt 2: XML, through a guarded pyexpat and no other door, and the code that reads and writes its scalars.

The service's XML is elements with text, so nothing else is let in: no DTD (and with it no entity, whatever the faults
of the expat at hand), no processing instruction, no attribute, at most sixteen levels, no tag of more than 64 KiB. The
charset is decided by the codec, never by the document.
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

#: What is between a start and an end tag: text, or (name, content) of each child.
Content: TypeAlias = "str | list[tuple[str, Content]]"

_DEPTH = 16
#: The most characters between ``<`` and ``>``. The longest name that the service has ever sent has fifteen, and an unknown one
#: is kept, so the bound is far above: it is there because expat holds a tag as a whole, and its name or attributes once more.
TAG = 1 << 16
#: The same in octets: no character has more than four.
MAX_TAG = 4 * TAG
TAG_NOUN = f"a tag of at most {TAG} characters"
#: Characters that expat is given at once: what is refused costs no more than a few of these.
_PIECE = 1 << 13
_DECLARATION = re.compile(
    rb"""\A(?:\xef\xbb\xbf)?<\?xml[^>]{0,100}?encoding\s?=\s?["']([A-Za-z0-9._-]{1,40})["']"""
)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_SPECIAL = re.compile("[&<>\r]")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_BLANK = r"[ \t\r\n]*+"
#: Text that is the same before and after a parser: no markup, no escapes, no line breaks to normalise, nothing forbidden.
_PLAIN = "[^<&>\r\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]*+"
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}


def parse(text: str, most: int | None = None) -> tuple[str, Content]:
    """The root element of a document: its name and its content.

    Args:
        text: the document.
        most: how many elements may be inside one; a long document that has more is not parsed to its end. None: any number.

    Raises:
        MalformedDocument: at an offset in octets of UTF-8; the document is not well-formed, or holds what the service never sends.
    """
    tree = _Tree(_guarded(), most)
    try:
        _feed(tree.parser, text, tree.crowding)
    except expat.ExpatError:
        raise MalformedDocument(max(0, tree.parser.ErrorByteIndex), "well-formed XML") from None
    return tree.children[0]


class _Tree:
    """What a parser has told so far: ``stack`` and ``children`` are the elements that are open, ``pieces`` the text of the last."""

    def __init__(self, parser: expat.XMLParserType, most: int | None) -> None:
        self.parser, self.most = parser, most
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
        self.blank()
        self.stack.append(self.children)
        self.children = []

    def blank(self) -> None:
        """Between elements there is nothing but white space."""
        if self.pieces and not "".join(self.pieces).isspace():
            raise MalformedDocument(self.parser.CurrentByteIndex, "either text or elements")
        self.pieces.clear()

    def end(self, name: str) -> None:
        content: Content
        if self.children:
            self.blank()
            content = self.children
        else:
            content = "".join(self.pieces)
            self.pieces.clear()
        self.children = self.stack.pop()
        self.children.append((name, content))

    def crowding(self) -> MalformedDocument | None:
        """Why an element that is open can be no part of a reply, whatever comes; rows may have any names."""
        levels = [*self.stack[1:], self.children] if self.stack else []
        if self.most is not None and any(len(children) > self.most for children in levels):
            return MalformedDocument(None, f"at most {self.most} fields")
        name = next(filter(None, map(_repeated, levels[self.root == "list" :])), None)
        return None if name is None else MalformedDocument(None, "every element once", name)


def _guarded() -> expat.XMLParserType:
    """An expat that refuses what is neither element nor text."""
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True

    def refuse(expected: str) -> Callable[..., Any]:
        def handler(*_: object) -> None:
            raise MalformedDocument(parser.CurrentByteIndex, expected)

        return handler

    parser.StartDoctypeDeclHandler = refuse("a document without a DTD")
    parser.EntityDeclHandler = parser.UnparsedEntityDeclHandler = refuse(
        "a document without entities"
    )
    parser.ExternalEntityRefHandler = refuse("a document without entities")
    parser.ProcessingInstructionHandler = refuse("a document without processing instructions")
    # An expat since 2.6 would wait for more of a tag, lest it read the beginning often; here a tag has a bound.
    getattr(parser, "SetReparseDeferralEnabled", bool)(False)
    return parser


def _feed(
    parser: expat.XMLParserType, text: str, crowding: Callable[[], MalformedDocument | None]
) -> None:
    """A document to expat, piece by piece, so that what no reply has is refused where it begins to be long."""
    at = octets = begun = 0
    pending = b""  # the tag that is not complete yet; it has begun there
    while True:
        if (
            pending[:4] == b"<!--"
        ):  # of any length, so as a whole: expat begins a comment anew with every piece
            end = text.find("-->", begun + 4)
            to = len(text) if end < 0 else end + 3
        else:
            to = min(at + _PIECE, begun + TAG)
        if to >= len(text):
            break
        piece = text[at:to].encode()
        parser.Parse(piece, False)
        at, octets = to, octets + len(piece)
        pending = (
            (pending + piece)[max(0, parser.CurrentByteIndex) - octets :]
            if parser.CurrentByteIndex < octets
            else b""
        )
        begun = at - len(pending.decode())
        if (
            at - begun >= TAG
        ):  # and no comment: one that has begun is taken as a whole before it is as long as that
            raise MalformedDocument(parser.CurrentByteIndex, TAG_NOUN)
        if (refused := crowding()) is not None:
            raise refused
    parser.Parse(text[at:].encode(), True)


def _repeated(children: list[tuple[str, Content]]) -> str | None:
    """A name that comes twice among the children that a piece can hold, if not all have that of the first: then they are
    neither fields, which come once, nor items, which bear one name.
    """
    last = children[-_PIECE // len("<a/>") :]
    names = [name for name, _ in last]
    return (
        duplicate_key(last) if len(set(names)) < len(names) != names.count(children[0][0]) else None
    )


def find_long_tag(octets: bytes) -> int | None:
    """Where a tag begins that is too long in any charset, if that can be told at a glance: before the octets become a text,
    which would take as much memory again. Where there are comments or CDATA, only a parser can tell.
    """
    half, last = MAX_TAG // 2, -1
    for at in range(0, len(octets) - half, half):
        found = octets.rfind(b">", at, at + half)
        if found >= 0:
            last = found
            continue
        begun = octets.find(b"<", max(last + 1, at - half), at + half)
        if 0 <= begun <= len(octets) - MAX_TAG and octets.find(b">", begun, begun + MAX_TAG) < 0:
            return begun if octets.find(b"<!", 0, begun + 2) < 0 else None
    return None


def escape(text: str) -> str:
    """``text`` as the content of an element; what XML cannot carry raises ValueError."""
    if _FORBIDDEN.search(text) is not None:
        raise ValueError("a control character")
    if _SPECIAL.search(text) is None:
        return text
    return _SPECIAL.sub(lambda found: _ESCAPES[found[0]], text)


def declared_charset(body: bytes) -> str | None:
    """The encoding that an XML declaration names, in lower case; None if there is no declaration or no encoding in it."""
    if body[:1] != b"<" and body[:3] != b"\xef\xbb\xbf":
        return None
    found = _DECLARATION.match(body)
    return found[1].decode("ascii").lower() if found else None


class XmlSyntax:
    """How XML spells a reply: no declaration, an element a line."""

    fmt = 2
    names: ClassVar[dict[str, Any]] = {"escape": escape}
    blank: ClassVar[re.Pattern[str]] = re.compile(_BLANK)
    opening: ClassVar[re.Pattern[str]] = re.compile(f"{_BLANK}<list>{_BLANK}")
    between: ClassVar[re.Pattern[str]] = re.compile(f"{_BLANK}{_BLANK}")
    closing: ClassVar[re.Pattern[str]] = re.compile(f"{_BLANK}</list>{_BLANK}")

    @staticmethod
    def layout(form: RecordLayout, root: str, leaf: bool, names: tuple[str, ...]) -> str | None:
        """A pattern of the element as the service lays it out: the known elements in their order, texts without escapes."""
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
        """The element of a fixed key."""
        return f"<{tag}>{text}</{tag}>"

    @staticmethod
    def document(text: str, most: int | None = None) -> tuple[str, Content]:
        if "\0" in text:
            # Two of them in the right places, and expat would take the octets for UTF-16.
            raise MalformedDocument(text.index("\0"), "no NUL")
        try:
            return parse(text, most)
        except MalformedDocument as error:
            # No character is longer in text than in octets.
            at = (
                None
                if error.at is None
                else len(text[: error.at].encode()[: error.at].decode("utf-8", "ignore"))
            )
            raise MalformedDocument(at, error.expected, error.found) from None

    @staticmethod
    def is_failure(document: tuple[str, Content]) -> bool:
        """Whether it is the server's error, not a reply."""
        name, content = document
        return (
            name == "result"
            and not isinstance(content, str)
            and any(tag == "error_code" for tag, _ in content)
        )

    @staticmethod
    def row(document: tuple[str, Content], root: str | None, leaf: bool) -> dict[str, Any]:
        """The children of an element by name; ``root`` is the element's own, None if any will do."""
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
            raise MalformedDocument(None, "every element once", duplicate_key(content))
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
        """The contents of the elements of a list inside an element."""
        if isinstance(content, str) and content and not content.isspace():
            raise MalformedDocument(None, f"<{tag}>")
        children = [] if isinstance(content, str) else content
        if any(name != tag for name, _ in children):
            raise MalformedDocument(None, f"<{tag}>")
        return [inner for _, inner in children]

    @staticmethod
    def wrap_items(tag: str, item: str, words: list[str]) -> str:
        """A list of texts as an element."""
        return XmlSyntax.wrap_rows(tag, [f"<{item}>{escape(word)}</{item}>" for word in words])

    @staticmethod
    def place(tag: str, item: str, index: int) -> str:
        """Where an item of a list stands, from its element on."""
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
        """An element that the declaration does not know, as ``extra`` keeps it: its text."""
        if not isinstance(content, str):
            raise MalformedDocument(None, "a text")
        return content

    @staticmethod
    def encode_extra(key: str, text: str) -> str:
        """One pair of ``extra`` as an element."""
        if _NAME.fullmatch(key) is None:
            raise InvalidValue("its key is no name of an element")
        return f"<{key}>{escape(text)}</{key}>"

    @staticmethod
    def lenient(kind: Scalar) -> Callable[[Any], object]:
        """A reader that takes what :meth:`read_code` takes, for the telling of errors."""

        def read(value: Any) -> object:
            if value is None or (value == "" and not kind.is_text):
                return None
            if not isinstance(value, str):
                raise ValueError(f"expected {kind.description}")
            return kind.parse(value) if value else value

        return read

    @staticmethod
    def read_code(name: str, kind: Scalar, names: dict[str, Any]) -> list[str]:
        """Statements that turn the text ``v`` (None: no such element) into the field's value."""
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
        """Statements that add the element of the value ``v``, which is not None."""
        before, after = f"<{tag}>", f"</{tag}>"
        if kind.from_int is not None:
            return [*emit_int_check(kind, names), f"add(f'{before}{{v:d}}{after}')"]
        if kind.is_text:
            return [f"add({before!r} + escape(v) + {after!r})"]
        return [*emit_serialize(name, kind, names), f"add({before!r} + escape(v) + {after!r})"]

    @staticmethod
    def validate(kind: Scalar, text: str) -> str | None:
        """What else XML has against the spelled text of a kind."""
        return "XML cannot carry this control character" if _FORBIDDEN.search(text) else None
