"""Seeds and dictionaries for the fuzzer, generated from the test vectors and the declarations.

None of it is stored, so that it cannot become stale. ``python -m fuzz.seeds DIR [target ...]``
writes both for a fuzzer that is run by hand.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from ast import literal_eval
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from smsc_codec import replies
from smsc_codec.callbacks import Handler, relay
from smsc_codec.commands import REQUESTS
from smsc_codec.smpp import Tlv, pdu_codec, tlvs
from smsc_codec.smpp.enums import STATE_WORDS
from tools.properties import PROPERTIES
from tools.properties.callbacks import HANDLERS
from tools.properties.common import MARKER
from tools.properties.relay import NOW
from tools.properties.replies import named_codecs
from tools.properties.requests import PATHS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from smsc_codec.requests import Parameter, RequestSpec

__all__ = ["VECTORS", "broken", "seeds", "words", "write"]

VECTORS = Path(__file__).parents[1] / "tests" / "vectors"


def seeds(target: str) -> list[bytes]:
    """Return the seeds of a target without duplicates."""
    return list(dict.fromkeys(_SEEDS[target]()))


def broken(target: str) -> list[Path]:
    """Return earlier findings: ``tests/vectors/broken/<target>-<description>``."""
    return sorted((VECTORS / "broken").glob(f"{target}-*"))


# ---- Replies and task files


def _rows(folder: Path, pattern: str = "*.jsonl") -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob(pattern)):
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line)


def _replies(fmt: int) -> Iterator[bytes]:
    names = {codec: name for name, codec in named_codecs(fmt).items()}
    for row in _rows(VECTORS):
        factory = getattr(replies, row["reply"])
        codec = factory(
            **{name: row[name] for name in factory.__kwdefaults__ if name in row}
        ).with_charset(row.get("charset", "utf-8"))
        # Codecs with equal replies (a plain OK) share one name; task files have none.
        if codec in names:
            complete = (
                names[codec].encode()
                + b"\n"
                + (bytes.fromhex(row["hex"]) if "hex" in row else row["body"].encode(codec.charset))
            )
            yield complete
            if len(complete) % 8 == 0:
                # Truncated and on one line: the error shows the text before it.
                yield complete.replace(b"\n<", b"<")[: -len(complete) // 3]
    yield from (
        f"{name}\n79990000000 Иван".encode(name.rpartition(",")[2])
        for name in list(named_codecs(fmt))[::20]
    )


def _tasks() -> Iterator[bytes]:
    yield from (
        b"; utf-8\nphone;cost\n7999;3.80\n7998\n",
        b', windows-1251\n"a","b,""c"\n"1\r\n2",3\r\n\r\n',
        b"\t koi8-r\na\tb\n\t\n",
        b"; utf-8\nERROR = 9 (x)",
    )
    for row in _rows(VECTORS):
        if row["reply"] == "task_file":
            yield b"; utf-8\n" + (
                bytes.fromhex(row["hex"]) if "hex" in row else row["body"].encode()
            )


# ---- Requests

_EXAMPLES = {
    "id": "5",
    "money": "1.50",
    "day": "31.01.2026",
    "address": "7999",
    "text": "Раз & два",
}


def _example(parameter: Parameter) -> str:
    if parameter.secret:
        return MARKER.decode()
    if parameter.choices:
        return str(parameter.choices[-1])
    return _EXAMPLES.get(parameter.kind.name, str(parameter.minimum + 1)) + "," * parameter.listed


def _stated(request: RequestSpec, *, complete: bool) -> dict[str, str]:
    """Return the required parameters of a request, or all of them."""
    first = {group[0] for group in request.one_of}
    chosen = [one for one in request.parameters if one.required or one.name in first or complete]
    return {
        **request.constants,
        **{one.name: _example(one) for one in chosen},
        "fmt": "1" if complete else "3",
    }


def _requests() -> Iterator[bytes]:
    secret = {"login": MARKER.decode(), "psw": f"a{MARKER.decode()}"}
    for number, request in enumerate(REQUESTS):
        charset = ("utf-8", "windows-1251", "koi8-r")[number % 3]
        for complete in (False, True):
            query = urlencode(
                {**secret, **_stated(request, complete=complete), "charset": charset},
                encoding=charset,
            ).encode()
            path = request.path.encode()
            yield (
                path + b"\n" + query,
                b"\nGET " + path + b"?" + query + b" HTTP/1.1",
                b"\nhttps://smsc.ru" + path + b"?" + query,
            )[number % 3]
            if not complete:
                yield b"\n" + query
    yield (
        b'\n127.0.0.1 - - [14/Mar/2023:15:09:26 +0300] "GET /sys/status.php?apikey='
        + MARKER
        + b'&phone=7999&id=42&all=1&v=2 HTTP/1.1" 200 57'
    )
    yield "/sys/send.php\nphones=7999&mes=Привет&psw=".encode("windows-1251") + MARKER + b"%zz"


# ---- Callbacks


def _callbacks() -> Iterator[bytes]:
    suite = json.loads((VECTORS / "callbacks.json").read_text("utf-8"))
    for test in suite["tests"]:
        if "query_pad" not in test and "body_pad" not in test:
            head = " ".join(
                [test["url"], *test["old_secrets"], *(["crc32"] if test["allow_crc32"] else [])]
            ).encode()
            yield b"\n".join(
                (head, bytes.fromhex(test["query_hex"]), bytes.fromhex(test["body_hex"]))
            )
    for line in HANDLERS:
        url, *more = line.split(" ")
        for event in _events():
            yield b"\n".join(
                (line.encode(), *Handler.from_url(url, allow_crc32="crc32" in more).encode(event))
            )


def _events() -> Iterator[Any]:
    handler = Handler.from_url("https://shop.example/sms?charset=utf-8")
    for body in (
        "id=5&phone=7999&status=1&time=14.03.23 15:09:26&ts=1678795766&err=0&cnt=2&type=1&cost=3.80&flag=20&sender=SMSC&cmt=a overtime: 01:02&own=1",
        "id=6&phone=a@b.example&status=-1&imsi=1&msc=2&mcc=250&mnc=1&cn=C&net=N&rcn=R&rnet=M",
        "id=7&sms_id=5&phone=7999&mes=a:b:c&to=7998&smsc=7&sent=1678795766&time=1678795766",
        "phone=7999&mes=x&to=7998",
        "phone=7999&ts=1678795766&waitcall=1",
    ):
        yield handler.decode_unverified(body=body.encode())


def _relay() -> Iterator[bytes]:
    key = "whsec_" + "A" * 32
    handler = Handler.from_url("https://shop.example/sms?charset=utf-8&sha1=S")
    for event in _events():
        query, body = handler.encode(event)
        signed = relay.sign(handler.receive(query, body), secrets=[key], now=NOW)
        yield b"\n".join(
            [
                *(
                    signed.headers[f"webhook-{part}"].encode()
                    for part in ("id", "timestamp", "signature")
                ),
                signed.body,
            ]
        )


# ---- SMPP


def _pdus() -> Iterator[bytes]:
    for row in _rows(VECTORS / "smpp", "pdus.jsonl"):
        if len(row["hex"]) < 4000:
            yield bytes.fromhex(row["hex"])


def _messages() -> Iterator[Any]:
    """Yield the sample PDUs that carry a message."""
    for data in _pdus():
        try:
            found: Any = pdu_codec.decode(data)
        except ValueError:
            continue
        if hasattr(found, "message"):
            yield found


def _receipts() -> Iterator[bytes]:
    yield b"id:5 stat:DELIVRD err:000 imsi:250 msc:7999 mcc:250 mnc:1 cn:%D0%A0 net:a+b rcn: rnet:"
    yield b"id:ns:12345 SUB:001 dlvrd:1 Submit_Date:20230314150926 done date:2023-03-14 15:09 stat:UNDELIV:no err:1 new:x y text:"
    yield from (
        row["text"].encode("latin-1", "replace")
        for row in _rows(VECTORS / "smpp", "receipts.jsonl")
    )
    yield from (found.message for found in _messages())


def _blocks() -> Iterator[bytes]:
    yield b""
    for tag in tlvs.TLV_TYPES:
        for data in (b"1", b"\0\1", b"000", b"\0\0\0\1", b"0.1500\0", b"25001", b"a\0\0"):
            yield tlvs.encode([Tlv(tag=tag, data=data)])
    yield from (tlvs.encode(found.tlvs) for found in _messages())


def _stream() -> Iterator[bytes]:
    pdus = list(_pdus())
    yield from (
        bytes((size, bound)) + b"".join(pdus[at : at + 3])
        for at, (size, bound) in enumerate([(0, 0), (15, 0), (3, 2), (200, 1)] * 5)
    )
    yield from (
        b"\5\0" + b"\0\0\0\x10" + bytes(12) + b"\0\0\0\x11" + bytes(20),
        b"\0\0\0\0\0\x0f",
        b"\7\2\0\0\0\x10" + bytes(12) + b"\xff" * 20,
    )


def _reports() -> Iterator[bytes]:
    for number, found in enumerate(_messages()):
        message = found.message[:255]
        yield (
            bytes((found.data_coding, number % 2, len(message))) + message + tlvs.encode(found.tlvs)
        )


def _texts() -> Iterator[bytes]:
    for coding in (0, 1, 2, 3, 4, 6, 7, 8, 10, 14, 0xC0, 0xE0, 0xF0, 0xF4):
        for data in (
            b"Hello",
            b"\x1b\x65 \x1b\x14\x00\x1b",
            "Раз😀".encode("utf-16-be"),
            b'\x1b$B$"\x1b(B',
            b"\xb0\xa1\xd4",
        ):
            yield bytes((coding, 0)) + data
    yield b"\0\1\xe9"


def _times() -> Iterator[bytes]:
    for line in (
        "",
        "230314150926512+",
        "230314150926548-",
        "000007010203000R",
        "2303141509",
        "230314150926",
        "202303141509",
        "20230314150926",
        "2023031415092612",
        "20230314",
        "2023-03-14 15:09",
        "2023-03-14T15:09:26 tail",
        "991231235959900+",
        "230332150926500+",
    ):
        yield line.encode()


def _logs() -> Iterator[bytes]:
    """Yield log lines of each kind: complete, quoted and truncated."""
    plain = [
        b'10.0.0.1 - - [01/Mar/2026:12:00:01 +0300] "GET /sys/balance.php?login=a&psw='
        + MARKER
        + b'&fmt=1 HTTP/1.1" 200 6 "-" "x"\n100.01',
        b"GET https://smsc.ru/sys/status.php?login=a&psw=b&phone=79990000000&id=42&fmt=1&all=0 -> 1,1577550022,0",
        b'{"ts": 1772359201, "url": "https:\\/\\/smsc.ru\\/sys\\/balance.php?login=a\\u0026psw=b"}',
        b"12 DLR [cid:s] [smpp-msgid:1] [status:DELIVRD] [submit date:ND] [done date:2603011200] [sub/dlvrd messages:001/001] [err:000] [content:b'x']",
        b"Receive DLR [SMSC:s] [msg:92:id:854019 sub:001 dlvrd:001 submit date:1108202241 done date:1108202241 stat:DELIVRD err:000] [udh:0:]",
        b'in {"id": 33, "cnt": 1} out 00000010800000150000000000000001 <balance>5</balance> id:5 sub:001 stat:x',
        b"OK - 1 SMS, ID - 42\nERROR = 2 (authorise error)\nStatus = 1, check_time = 28.12.2019 19:20:22",
        b"PDU 00000010800000150000000000000001 sent, 00 00 00 10 80 00 00 15 00 00 00 00 00 00 00 02",
        b'"POST /sms HTTP/1.1" 200 2 "-" "ua" "id=42&phone=79990000000&status=1&time=01.03.26+12%3A00%3A01&err=0"',
        b'{"id":"42","phone":"79990000000","status":"1","time":"01.03.26 12:00:01"}',
        b'reply {\n"balance": "1871.62"\n}\nnext',
    ]
    for row in list(_rows(VECTORS))[::40]:
        body = bytes.fromhex(row["hex"]) if "hex" in row else row["body"].encode()
        plain += [
            body,
            b"reply=" + repr(body).encode(),
            json.dumps({"body": body.decode("utf-8", "replace")}).encode(),
        ]
    for line in plain:
        yield b"any\n" + line
        yield b"any lenient\n" + line[: len(line) * 2 // 3]


_SEEDS: dict[str, Callable[[], Iterator[bytes]]] = {
    "replies_0": lambda: _replies(0),
    "replies_1": lambda: _replies(1),
    "replies_2": lambda: _replies(2),
    "replies_3": lambda: _replies(3),
    "requests": _requests,
    "callbacks": _callbacks,
    "relay": _relay,
    "receipts": _receipts,
    "tlvs": _blocks,
    "pdus": _pdus,
    "stream": _stream,
    "reports": _reports,
    "texts": _texts,
    "times": _times,
    "tasks": _tasks,
    "logs": _logs,
}


# ---- words

_LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)+)"')
_NUMBERS = (
    "0",
    "1",
    "-1",
    "-3",
    "00",
    "000",
    "999999999",
    "14.03.2023 15:09:26",
    "1678795766",
    "3.80",
    "79990000000",
)


def words(target: str) -> list[bytes]:
    """Return the dictionary of a target: literals of grammars, field names, beginnings of first
    lines.
    """
    kind, _, fmt = target.partition("_")
    found: list[str] = []
    if kind == "replies":
        found = [f"{name}\n" for name in named_codecs(int(fmt)) if name.endswith(",utf-8")]
        found += sorted(
            {word for codec in named_codecs(int(fmt)).values() for word in codec._wire.known_words}
        )
        found += _literals(("receipt",), other=True) if fmt in "01" else _MARKUP[fmt]
    elif kind == "requests":
        found = [f"{path}\n" for path in PATHS] + sorted(
            {f"{name}=" for request in REQUESTS for name in request.known}
        )
        found += [
            "GET ",
            " HTTP/1.1",
            "https://smsc.ru",
            "%",
            "&",
            MARKER.decode(),
            "charset=koi8-r",
            "login=",
            "psw=",
            "apikey=",
        ]
    elif kind in ("callbacks", "relay"):
        found = [f"{line}\n" for line in HANDLERS] + sorted(
            f"{name}=" for name in ("sha1", "md5", "crc32", *_FIELDS)
        )
        found += [
            *_FIELDS,
            *_MARKUP["2"],
            *_MARKUP["3"],
            '"type": "smsc.status"',
            '"authenticated": []',
            '"data": {',
        ]
    elif kind in ("receipts", "reports"):
        found = [
            *_literals(("receipt",)),
            *STATE_WORDS,
            "id:ns:",
            "Submit_Date:",
            "submitdate:",
            "text:",
            "\0t\0e\0x\0t\0:",
            "\0i\0d\0:",
        ]
    elif kind in ("tlvs", "pdus", "stream"):
        found = [f"{chr(tag >> 8)}{chr(tag & 255)}" for tag in tlvs.TLV_TYPES] + [
            f"\0\0\0{chr(command)}" for command in pdu_codec.RECORDS if command < 256
        ]
    elif kind == "texts":
        found = ["\x1b\x65", "\x1b$B", "\x1b(B", "\x1b(J", "\x1b$@", "\xd8\x3d\xde\x00"]
    elif kind == "logs":
        found = [
            "any\n",
            "reply\n",
            "/sys/status.php?",
            "DLR [cid:",
            "[msg:9:",
            "] [udh:0:]",
            "id:",
            " stat:",
            "phone=",
            '{"',
            "<sms>",
            "ERROR = 2 (",
            "OK - 1 SMS, ID - 1",
        ]
        found += [
            "2026-03-01 12:00:01 ",
            "[01/Mar/2026:12:00:01 +0300]",
            '"ts": 1772359201',
            ": ",
            "-> ",
            "\\n",
            "\\x22",
            "00000010",
            *_FIELDS,
        ]
    elif kind == "times":
        found = ["000R", "00+", "48-", "99", "2023", "-03-", "T"]
    return [
        word.encode("latin-1") if kind in _OCTETS else word.encode()
        for word in dict.fromkeys((*found, *_NUMBERS))
    ]


_OCTETS = ("receipts", "reports", "tlvs", "pdus", "stream", "texts")
_MARKUP = {
    "2": [
        "<sms>",
        "</sms>",
        "<list>",
        "</list>",
        "<result>",
        "<error_code>",
        "&amp;",
        "&lt;",
        "&#13;",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<?xml version='1.0' encoding='utf-8'?>",
    ],
    "3": [
        '{"',
        '": ',
        '": "',
        '", "',
        '"}',
        "[{",
        "}]",
        "null",
        "true",
        "1e5",
        "\\u0041",
        "\\ud800",
        '"error_code": 9',
        "\\n",
    ],
}
_FIELDS = (
    "id",
    "phone",
    "status",
    "mes",
    "to",
    "ts",
    "waitcall",
    "err",
    "cnt",
    "cost",
    "flag",
    "time",
    "cmt",
    "sent",
    "sms_id",
)


def _literals(grammars: tuple[str, ...], *, other: bool = False) -> list[str]:
    """Return the literals of the given grammars, or of all others."""
    found: list[str] = []
    for path in sorted(files("smsc_codec.grammars").iterdir(), key=lambda path: path.name):
        if (
            path.name.endswith(".lark")
            and (path.name.removesuffix(".lark") in grammars) is not other
        ):
            rules = re.sub(r"(?m)//.*$", "", path.read_text("utf-8"))
            found += [str(literal_eval(f'"{literal}"')) for literal in _LITERAL.findall(rules)]
    return list(dict.fromkeys(found))


# ---- Files


def write(target: str, folder: Path) -> Path:
    """Write the seeds of a target into ``folder``, named by checksum; return the path of the
    dictionary beside it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for seed in (*seeds(target), *(path.read_bytes() for path in broken(target))):
        (folder / hashlib.sha1(seed, usedforsecurity=False).hexdigest()).write_bytes(seed)
    dictionary = folder.with_suffix(".dict")
    escaped = ("".join(f"\\x{byte:02x}" for byte in word) for word in words(target))
    dictionary.write_text("".join(f'"{word}"\n' for word in escaped), "ascii")
    return dictionary


if __name__ == "__main__":
    for name in sys.argv[2:] or PROPERTIES:
        write(name, Path(sys.argv[1]) / name)
