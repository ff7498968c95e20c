"""Families of hostile documents, for :mod:`benchmarks.hostile`.

A family is a function from a size to a document of about as many bytes.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Family = Callable[[int], bytes]

__all__ = [
    "BODIES",
    "FILES",
    "FORMS",
    "HEADERS",
    "JSON",
    "JSON_CALLBACKS",
    "LINES",
    "LOGS",
    "RECEIPTS",
    "RELAYED",
    "REQUESTS",
    "STREAMS",
    "TEXTS",
    "TLVS",
    "XML",
    "XML_CALLBACKS",
]


def _repeat(unit: str, head: str = "", tail: str = "") -> Family:
    """Repeat a unit up to the size."""
    data = unit.encode()
    return lambda n: head.encode() + data * (n // len(data)) + tail.encode()


def _repeat_numbered(unit: Callable[[int], str], head: str = "", tail: str = "") -> Family:
    """Repeat a unit that contains its number up to the size."""
    width = len(unit(100_000).encode())
    return lambda n: (head + "".join(map(unit, range(n // width))) + tail).encode()


# ---- lines: fmt=0 and fmt=1

_HEAD1 = "1,1678795766,0,1678795761,79990000000,3.80,X,Y,"
_HEAD1_2 = "1,1678795766,0,1678795761,79990000000,A,B,C,3.80,X,Y,"
_HEAD0 = (
    "Status = 1, check_time = , err = 0, send_date = , phone = 7, cost = 1, sender_id = X, "
    "status_name = Y, message = "
)
_HEAD0_2 = "Status = 1, check_time = , err = 0, send_date = , phone = 7, country = "

LINES: dict[str, Family] = {
    "commas": _repeat(",", _HEAD1),
    "commas, level 2": _repeat(",", _HEAD1_2),
    "comma zero": _repeat(",0", _HEAD1),
    "comma blank zero": _repeat(", 0", _HEAD1, "x"),
    "comma blank": _repeat(", ", _HEAD1),
    "comma four": _repeat(", 4", _HEAD1, ",x"),
    "columns": _repeat("a,", "1,"),
    "digits": _repeat("1"),
    "minus three": _repeat(",0", "-3"),
    "minus three and phones": _repeat(",1,79990000000", "-3", ",x"),
    "HLR": _repeat("HLR,", "1,1,0,2,7,250,02,", "4"),
    "HLR columns": _repeat("250,02,", "1,1,0,2,7,", "x"),
    "letters": _repeat("я", _HEAD1),
    "labels of a comment": _repeat(", comment = ", _HEAD0),
    "labels of a type": _repeat(", type = 1", _HEAD0, "x"),
    "labels of an id": _repeat(", ID = 1", _HEAD0, "x"),
    "labels of an operator": _repeat(", operator = x", _HEAD0_2 + "a"),
    "labels of a region": _repeat(", region = ", _HEAD0_2),
    "labels of a cost": _repeat(", cost = 1", _HEAD0_2 + "a, operator = b, region = c"),
    "pairs": _repeat_numbered(lambda number: f", k{number:06} = v", "Status = 1, check_time = "),
    "one repeated pair": _repeat(", k = v", "Status = 1, check_time = "),
    "brackets": _repeat(")", "ERROR = 1 (", "x"),
    "the error's ids": _repeat("), ID - 1", "ERROR = 1 (", "x"),
    "starts of statuses": _repeat("Status = 1, check_time = \n"),
    "rows": _repeat("1,1678795766,0,42,79990000000\n"),
    "rows with all columns": _repeat(_HEAD1 + "text,,0,42\n"),
    "rows, last one invalid": _repeat("1,1678795766,0,42,79990000000\n", tail="1,1678795766,x\n"),
    "starts of rows": _repeat("1,1678795766,0,\n"),
    "the shortest rows": _repeat("1,,\n"),
    "rows of one text": _repeat("a\n"),
    "line breaks": _repeat("\n", _HEAD1),
    "both line breaks": _repeat("\r\n", _HEAD1),
    "carriage returns": _repeat("\r", _HEAD1),
    "phones on lines": _repeat("79990000000\n"),
    "phones with commas": _repeat("79990000000, "),
    "blanks": _repeat(" "),
    "rental numbers": _repeat("7999,1,100.50,1.25,x, y\n"),
    "labelled numbers": _repeat(
        "phone = 7, type = 1, cost = 1, current_cost = 1, info = , info = x\n"
    ),
    "bidi controls": _repeat("\u202e", _HEAD1),
}

# ---- JSON: fmt=3

JSON: dict[str, Family] = {
    "nested lists": _repeat("["),
    "nested objects": _repeat('{"a":'),
    "closed lists": lambda n: b"[" * (n // 2) + b"]" * (n // 2),
    "lists inside a value": lambda n: (
        b'{"status": 1, "new": ' + b"[" * min(n // 2, 900) + b"]" * min(n // 2, 900) + b"}"
    ),
    "empty lists": _repeat("[],", '{"status": 1, "new": [', "[]]}"),
    "empty objects": _repeat("{},", '{"status": 1, "new": [', "{}]}"),
    "empty rows": _repeat("{},", "[", "{}]"),
    "lists in a list": _repeat("[],", "[", "[]]"),
    "numbers": _repeat("1,", '{"status": 1, "new": [', "1]}"),
    "numbers of 100 digits": _repeat("1" * 100 + ",", '{"status": 1, "new": [', "1]}"),
    "long numbers": _repeat("1" * 4300 + ",", '{"status": 1, "new": [', "1]}"),
    "one number": _repeat("1", '{"status": ', "}"),
    "one fraction": _repeat("1", '{"status": 0.', "}"),
    "exponents": _repeat("1e9,", '{"status": 1, "new": [', "1]}"),
    "escapes": _repeat("\\u0041", '{"status": 1, "message": "', '"}'),
    "surrogates": _repeat("\\ud83d\\ude00", '{"status": 1, "message": "', '\\ud83d"}'),
    "quotes": _repeat('\\"', '{"status": 1, "message": "'),
    "an unterminated string": _repeat("a", '{"status": 1, "message": "'),
    "one text": _repeat("я", '{"status": 1, "message": "', '"}'),
    "one string for a number": _repeat("1", '{"status": "', '"}'),
    "keys": _repeat_numbered(lambda number: f', "k{number:06}": 1', '{"status": 1', "}"),
    "one key": _repeat("k", '{"status": 1, "', '": 1}'),
    "one repeated key": _repeat(', "a": 1', '{"status": 1', "}"),
    "keys of an error": _repeat_numbered(
        lambda number: f', "k{number:06}": 1', '{"error_code": "x"', "}"
    ),
    "blanks": _repeat(" ", '{"status": 1', "x}"),
    "blanks and line breaks": _repeat(" \n", "[", "]x"),
    "rows": _repeat('{"status": 1},', "[", '{"status": 2}]'),
    "rows, last one invalid": _repeat('{"status": 1},', "[", '{"status": "x"}]'),
    "rows, formatted": _repeat(
        '{\n"status": 1,\n"id": 42,\n"phone": "7"\n},\n', "[", '{"status": 1}]x'
    ),
    "rows of errors": _repeat('{"error_code": 1},', "[", "{}]"),
    "phones of a send reply": _repeat(
        '{"phone": "7", "cost": "1.20", "status": "0"},',
        '{"id": 1, "cnt": 1, "phones": [',
        '{"phone": "7"}]}',
    ),
    "phones, last one invalid": _repeat(
        '{"phone": "7"},', '{"id": 1, "cnt": 1, "phones": [', "{}]}"
    ),
    "zones": _repeat('{"name": "x"},', '{"zones": [', "{}]}"),
    "rental numbers": _repeat(
        '{"phone": "7", "type": 1, "cost": "1.00", "info": "x"},',
        "[",
        '{"phone": "7", "type": []}]',
    ),
    "a list of strings": _repeat('"1",', "[", "[]]"),
    "NULs": _repeat("\0", '{"status": 1'),
}

# ---- XML: fmt=2

XML: dict[str, Family] = {
    "elements": _repeat_numbered(
        lambda number: f"<k{number:06}>1</k{number:06}>", "<sms><status>1</status>", "</sms>"
    ),
    "one repeated element": _repeat("<a>1</a>", "<sms><status>1</status>", "</sms>"),
    "the smallest elements": _repeat("<a/>", "<sms><status>1</status><new>", "</new></sms>"),
    "empty rows": _repeat("<a/>", "<list>", "</list>"),
    "deep elements": _repeat("<a>"),
    "closed elements": lambda n: b"<a>" * (n // 7) + b"</a>" * (n // 7),
    "one name": _repeat("a", "<sms><", "/></sms>"),
    "rows": _repeat("<sms><status>1</status></sms>", "<list>", "</list>"),
    "rows, last one invalid": _repeat("<sms><status>1</status></sms>", "<list>", "<sms/></list>"),
    "rows, formatted": _repeat(
        "<sms>\n<status>1</status>\n<message>x</message>\n</sms>\n", "<list>", "</list>x"
    ),
    "rows of errors": _repeat("<result><error_code>1</error_code></result>", "<list>", "</list>"),
    "rental numbers": _repeat(
        "<receive_phone><phone>7</phone><type>1</type></receive_phone>",
        "<list>",
        "<receive_phone/></list>",
    ),
    "references": _repeat("&amp;", "<sms><status>1</status><message>", "</message></sms>"),
    "numeric references": _repeat("&#65;", "<sms><status>1</status><message>", "</message></sms>"),
    "one text": _repeat("я", "<sms><status>1</status><message>", "</message></sms>"),
    "an unterminated text": _repeat("a", "<sms><status>1</status><message>"),
    "one string for a number": _repeat("1", "<sms><status>", "</status></sms>"),
    "text and elements": _repeat("x<a/>", "<sms>", "</sms>"),
    "blanks": _repeat(" ", "<sms>", "<status>x</status></sms>"),
    "blanks between rows": _repeat("\n", "<list>", "x</list>"),
    "line breaks": _repeat("\r\n", "<sms><status>1</status><message>", "</message></sms>"),
    "angle brackets": _repeat("<"),
    "closing tags": _repeat("</a>", "<a>"),
    "comments": _repeat("<!---->", "<sms>", "<status>1</status></sms>"),
    "one comment": _repeat("- ", "<sms><!--", "--><status>1</status></sms>"),
    "CDATA": _repeat("<![CDATA[a]]>", "<sms><status>1</status><message>", "</message></sms>"),
    "one CDATA": _repeat("]] ", "<sms><status>1</status><message><![CDATA["),
    "attributes": _repeat_numbered(
        lambda number: f' a{number:06}=""', "<sms", "><status>1</status></sms>"
    ),
    "one attribute": _repeat("a", '<sms><status a="', '">1</status></sms>'),
    "instructions": _repeat("<?a?>", tail="<sms/>"),
    "a declaration": _repeat(" ", '<?xml version="1.0"', "?><sms/>"),
    "a document type": _repeat('<!ENTITY a "">', "<!DOCTYPE a [", "]><sms/>"),
    "NULs": _repeat("\0", "<sms>"),
}

# ---- queries and form bodies

FORMS: dict[str, Family] = {
    "one name": _repeat("a"),
    "one name after a field": _repeat("a", "id=1&"),
    "one value": _repeat("a", "id=1&cmt="),
    "names without a value": _repeat("a&", "id=1&"),
    "ampersands": _repeat("&", "id=1"),
    "equals signs": _repeat("="),
    "equals and ampersands": _repeat("=&"),
    "fields": _repeat_numbered(lambda number: f"k{number:06}=&"),
    "one repeated field": _repeat("id=1&"),
    "long fields": lambda n: b"&".join(
        b"k%d=%s" % (index, b"a" * (n // 64)) for index in range(60)
    ),
    "long names": lambda n: b"&".join(b"%d%s" % (index, b"a" * (n // 64)) for index in range(60)),
    "plus signs": _repeat("+", "id=1&cmt="),
    "escapes": _repeat("%41", "id=1&cmt="),
    "escaped names": _repeat("%41", "id=1&"),
    "bad escapes": _repeat("%", "id=1&cmt="),
    "a bad escape at the end": _repeat("%41", "id=1&cmt=", "%4"),
    "invalid bytes": lambda n: b"id=1&cmt=" + b"\x98" * n,
    "letters": _repeat("я", "id=1&cmt="),
    "digits": _repeat("1", "id="),
    "NULs": _repeat("\0", "id=1&cmt="),
}

REQUESTS: dict[str, Family] = {
    "slashes": _repeat("/"),
    "question marks": _repeat("?", "/sys/status.php"),
    "blanks": _repeat(" ", "GET"),
    "blanks in a request line": _repeat(" ", "GET /sys/status.php?id=1&phone=7"),
    "methods": _repeat("GET "),
    "quoted methods": _repeat('"GET ', '"'),
    "paths": _repeat(" GET /", "x=1"),
    "hosts": _repeat(" http://", "GET"),
    "line breaks": _repeat("\r\n", "GET /sys/status.php?id=1"),
    "leading line breaks": _repeat("\n", tail="/sys/status.php?id=1&phone=7"),
    "fragments": _repeat("#", "/sys/status.php?id=1&phone=7"),
    "passwords": _repeat("&psw=x", "/sys/status.php?id=1"),
    "one password": _repeat("x ", "/sys/status.php?psw="),
    "names of passwords": _repeat("psw", "/sys/status.php?"),
    "escaped names of passwords": _repeat("&%70sw=x", "/sys/status.php?id=1"),
    "phones": _repeat("79990000000,", "/sys/send.php?mes=x&phones="),
    "phones on lines": _repeat("79990000000%0A", "/sys/send.php?mes=x&phones="),
    "a list of ids": _repeat("1,", "/sys/status.php?phone=7&id="),
    "a text": _repeat("я", "/sys/send.php?phones=7&charset=utf-8&mes="),
    "without a path": _repeat("я", "phones=7&charset=utf-8&mes="),
    "charsets": _repeat("&charset=utf-8", "/sys/send.php?phones=7&mes=я"),
}

# ---- callbacks and relays

XML_CALLBACKS = {
    name: family for name, family in XML.items() if "row" not in name and "rent" not in name
} | {
    "a callback": _repeat(
        "я", "<callback><id>1</id><phone>7</phone><status>1</status><cmt>", "</cmt></callback>"
    ),
}
JSON_CALLBACKS = {
    name: family for name, family in JSON.items() if "row" not in name and "rent" not in name
} | {
    "a callback": _repeat("я", '{"id": "1", "phone": "7", "status": "1", "cmt": "', '"}'),
    "a callback in a list": _repeat("1", '[{"id": "1", "phone": "7", "status": "1", "cmt": ', "}]"),
    "lists for a field": lambda n: (
        b'{"id": ' + b"[" * min(n // 2, 900) + b"]" * min(n // 2, 900) + b"}"
    ),
}
RELAYED = JSON_CALLBACKS | {
    "a text": _repeat(
        "я",
        '{"type": "smsc.status", "authenticated": [], '
        '"data": {"id": "1", "phone": "7", "status": "1", "cmt": "',
        '"}}',
    ),
    "unknown fields": _repeat_numbered(
        lambda number: f', "k{number:06}": "1"',
        '{"type": "smsc.status", "authenticated": [], '
        '"data": {"id": "1", "phone": "7", "status": "1"',
        "}}",
    ),
    "authenticated fields": _repeat(
        '"id", ', '{"type": "smsc.status", "data": {}, "authenticated": [', '"id"]}'
    ),
}
HEADERS: dict[str, Family] = {
    "signatures": _repeat("v1, "),
    "one signature": _repeat("A", "v1,"),
    "blanks": _repeat(" "),
    "digits": _repeat("1"),
    "letters": _repeat("я"),
    "full stops": _repeat("."),
}

# ---- receipts

_RECEIPT = "id:1 sub:001 dlvrd:001 submit date:1108202241 done date:1108202241 stat:DELIVRD err:000"
_HLR_RECEIPT = "id:1 stat:DELIVRD err:000 imsi:"

RECEIPTS: dict[str, Family] = {
    "a text": _repeat("a", _RECEIPT + " text:"),
    "labels in the text": _repeat("id:1 ", _RECEIPT + " text:"),
    "texts": _repeat("text: ", "id:1 "),
    "empty texts": _repeat("text:"),
    "texts before labels": _repeat("text: id:", "sub:1 "),
    "labels": _repeat_numbered(lambda number: f"k{number:06}:1 "),
    "one repeated label": _repeat("id:1 "),
    "labels without blanks": _repeat("a:"),
    "colons": _repeat(":"),
    "one word": _repeat("a"),
    "words": _repeat("a "),
    "words with a hyphen": _repeat("a-"),
    "dates": _repeat("a date "),
    "dates with a colon": _repeat("submit date:1108202241 "),
    "one date": _repeat("1", "submit date:"),
    "one id": _repeat("1", "id:"),
    "an id of words": _repeat("1 ", "id:"),
    "a reason": _repeat(":x", "stat:REJECTD"),
    "blanks": _repeat(" ", "id:1"),
    "blanks before a label": _repeat(" ", "text:", "id:1"),
    "NULs": _repeat("\0", _RECEIPT),
    "line breaks": _repeat("\r\n", _RECEIPT, "x"),
    "no-break blanks": lambda n: b"id:" + b"\xa0" * n + b"x",
    "escapes": _repeat("%41", _HLR_RECEIPT, " msc: mcc: mnc: cn: net: rcn: rnet:"),
    "bad escapes": _repeat("%", _HLR_RECEIPT),
    "networks": _repeat(" net:x", _HLR_RECEIPT),
    "high bytes": lambda n: b"\xff" * n,
}

# ---- SMPP


def _tlv(tag: int, data: bytes) -> bytes:
    return struct.pack(">HH", tag, len(data)) + data


def _repeat_bytes(unit: bytes, head: bytes = b"", tail: bytes = b"") -> Family:
    return lambda n: head + unit * (n // len(unit)) + tail


TLVS: dict[str, Family] = {
    "empty TLVs": _repeat_bytes(_tlv(0x1400, b"")),
    "empty TLVs of a known tag": _repeat_bytes(_tlv(0x001E, b"")),
    "one extra byte": _repeat_bytes(_tlv(0x1400, b""), tail=b"\0"),
    "a wrong length": _repeat_bytes(_tlv(0x1400, b""), tail=b"\x14\0\xff\xff"),
    "every tag": lambda n: b"".join(_tlv(tag % 0x10000, b"") for tag in range(n // 4)),
    "ids": lambda n: b"".join(_tlv(0x001E, b"%d\0" % number) for number in range(n // 12)),
    "long ids": _repeat_bytes(_tlv(0x001E, b"1" * 4000)),
    "payloads": _repeat_bytes(_tlv(0x0424, bytes(4000))),
    "states": _repeat_bytes(_tlv(0x0427, b"\2")),
    "states of two bytes": _repeat_bytes(_tlv(0x0427, b"\0\2")),
    "costs": lambda n: b"".join(
        _tlv(0x2000, b"%d.1\0" % (number % 1000)) for number in range(n // 10)
    ),
    "a long cost": _repeat_bytes(_tlv(0x2000, b"1" * 4000)),
    "errors of three digits": _repeat_bytes(_tlv(0x0423, b"000")),
    "a long error": _repeat_bytes(_tlv(0x0423, b"1" * 4000)),
    "operators": _repeat_bytes(_tlv(0x2003, b"1" * 4000)),
    "NULs": _repeat_bytes(b"\0"),
    "high bytes": _repeat_bytes(b"\xff"),
}
_DELIVER = b"\0\1\x01000\0\1\x01000\0\4\0\0\0\0\0\0\0\0"

BODIES: dict[str, Family] = {
    name: (lambda n, family=family: _DELIVER + b"\0" + family(n)) for name, family in TLVS.items()
} | {
    "an unterminated string": _repeat_bytes(b"a"),
    "a long string": _repeat_bytes(b"a", b"\0\1\1", b"\0"),
    "only NULs": _repeat_bytes(b"\0"),
    "a message": _repeat_bytes(b"\0\x14\0\0", _DELIVER + b"\xff"),
}
STREAMS: dict[str, Family] = {
    "headers": _repeat_bytes(struct.pack(">IIII", 16, 0x15, 0, 1)),
    "unknown commands": _repeat_bytes(struct.pack(">IIII", 16, 0x0B, 0, 1)),
    "headers, last length wrong": _repeat_bytes(
        struct.pack(">IIII", 16, 0x15, 0, 1), tail=b"\0\0\0\1"
    ),
    "headers, last one truncated": _repeat_bytes(
        struct.pack(">IIII", 16, 0x15, 0, 1), tail=b"\0\0\0\x10"
    ),
    "long PDUs": _repeat_bytes(struct.pack(">IIII", 8000, 5, 0, 1) + bytes(8000 - 16)),
    "one incomplete PDU": _repeat_bytes(b"\0", struct.pack(">I", 0x20000)),
    "NULs": _repeat_bytes(b"\0"),
    "high bytes": _repeat_bytes(b"\xff"),
}
TEXTS: dict[str, Family] = {
    "letters": _repeat_bytes(b"a"),
    "escapes": _repeat_bytes(b"\x1b"),
    "euros": _repeat_bytes(b"\x1be"),
    "an escape at the end": _repeat_bytes(b"a", tail=b"\x1b"),
    "an invalid byte at the end": _repeat_bytes(b"a", tail=b"\xff"),
    "an odd number of bytes": lambda n: b"\x04\x1f" * (n // 2) + b"\x04",
    "Cyrillic": _repeat_bytes(b"\x04\x1f"),
    "pairs": _repeat_bytes(b"\xd8\x3d\xde\x00"),
    "half a surrogate pair at the end": _repeat_bytes(b"\x04\x1f", tail=b"\xd8\x3d"),
    "NULs": _repeat_bytes(b"\0"),
    "shifts": _repeat_bytes(b"\x1b$B\x1b(B"),
    "high bytes": _repeat_bytes(b"\xb0\xa1"),
}

# ---- task files

FILES: dict[str, Family] = {
    "separators": _repeat(";"),
    "quotes": _repeat('"'),
    "pairs of quotes": _repeat('""', '"', '"'),
    "an unterminated quote": _repeat("a;", 'a;b\n"'),
    "an unterminated quote over lines": _repeat("a\n", 'a;b\n"'),
    "line breaks": _repeat("\n", "a;b"),
    "carriage returns": _repeat("\r", "a;b"),
    "both line breaks": _repeat("\r\n", "a;b"),
    "short rows": _repeat("1\n", "a\n"),
    "short rows of two": _repeat("1;2\n", "a;b\n"),
    "ragged rows": _repeat("1\n", "a;b\n"),
    "rows without text": _repeat(";\n", "a;b\n"),
    "quoted rows": _repeat('"1";"2"\n', "a;b\n"),
    "names": _repeat_numbered(lambda number: f"k{number:06};", tail="\n1"),
    "one repeated name": _repeat("a;", tail="\n1"),
    "one cell": _repeat("a"),
    "cells of maximum size": lambda n: b"a\n" + (b"a" * 131072 + b"\n") * (n // 131073),
    "NULs": _repeat("\0", "a;b\n"),
    "invalid bytes": lambda n: b"a;b\n" + b"a" * n + b"\x98",
}

# ---- logs

_CLIENT = "2026-03-01 12:00:01,123 INFO gateway: "

LOGS: dict[str, Family] = {
    "requests": _repeat("GET /sys/send.php?phones=7&mes=x "),
    "requests without parameters": _repeat("/sys/send.php"),
    "a request, and arrows": _repeat("=> ", "GET /sys/balance.php?login=a&psw=b&fmt=1 "),
    "a request, and words": _repeat("reply: ", "GET /sys/balance.php?login=a&psw=b&fmt=1 "),
    "a request, and quotes": _repeat('"', "GET /sys/balance.php?login=a&psw=b&fmt=1 "),
    "requests and lines": _repeat("GET /sys/balance.php?login=a&psw=b&fmt=1\nx: 1\n"),
    "receipts": _repeat("id:1 sub:001 stat:DELIVRD err:000 "),
    "receipts in brackets": _repeat("[id:1 stat:DELIVRD err:000 "),
    "Kannel": _repeat("[msg:9:id:1 stat:DELIVRD err:000] [udh:0:] "),
    "Jasmin": _repeat(
        "DLR [cid:a] [smpp-msgid:1] [status:DELIVRD] [submit date:ND] [done date:ND] "
        "[sub/dlvrd messages:1/1] [err:000] "
    ),
    "callbacks": _repeat("id=1&phone=7&status=1&time=x "),
    "objects": _repeat('{"id": 1, "cnt": 1} '),
    "open objects": _repeat('{"a":'),
    "objects in strings": _repeat('"{\\"id\\": 1, \\"cnt\\": 1}", '),
    "damaged objects": _repeat('{"status": 1, "last_date": x} '),
    "elements": _repeat("<sms><id>1</id><cnt>1</cnt></sms> "),
    "open elements": _repeat("<sms><id>"),
    "labels": _repeat("OK - 1 SMS, ID - 5 "),
    "errors": _repeat("ERROR = 1 ("),
    "statuses": _repeat("Status = 1, check_time = "),
    "PDUs": _repeat("00000010800000150000000000000001 "),
    "one PDU": _repeat("00", "000000108000001500000000000000"),
    "hexadecimal bytes with blanks": _repeat("00 "),
    "backslashes": _repeat("\\", '"{"'),
    "escapes": _repeat("\\n", '"{\\"status\\": 1'),
    "times": _repeat("2026-03-01 12:00:01 "),
    "quotes": _repeat('"'),
    "digits": _repeat("1"),
    "blanks": _repeat(" "),
    "letters": _repeat("я"),
    "line breaks": _repeat("\n"),
    "pages": _repeat("/sys/"),
    "ids": _repeat("id:1 "),
    "starts of Jasmin lines": _repeat("DLR [cid:"),
    "phones": _repeat("&phone=7"),
    "unrelated lines": _repeat(_CLIENT + "unrelated\n"),
    "lines that open a document": _repeat("{\n"),
    "lines that open a list": _repeat("<list>\n"),
    "a multi-line document": _repeat('"a": 1,\n', "{\n"),
    "multi-line documents": _repeat('{\n"id": 1,\n"cnt": 1\n}\n'),
}
