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


def _many(unit: str, head: str = "", tail: str = "") -> Family:
    """Repeat a unit up to the size."""
    data = unit.encode()
    return lambda n: head.encode() + data * (n // len(data)) + tail.encode()


def _counted(unit: Callable[[int], str], head: str = "", tail: str = "") -> Family:
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
    "commas": _many(",", _HEAD1),
    "commas, level 2": _many(",", _HEAD1_2),
    "comma zero": _many(",0", _HEAD1),
    "comma blank zero": _many(", 0", _HEAD1, "x"),
    "comma blank": _many(", ", _HEAD1),
    "comma four": _many(", 4", _HEAD1, ",x"),
    "columns": _many("a,", "1,"),
    "digits": _many("1"),
    "minus three": _many(",0", "-3"),
    "minus three and phones": _many(",1,79990000000", "-3", ",x"),
    "HLR": _many("HLR,", "1,1,0,2,7,250,02,", "4"),
    "HLR columns": _many("250,02,", "1,1,0,2,7,", "x"),
    "letters": _many("я", _HEAD1),
    "labels of a comment": _many(", comment = ", _HEAD0),
    "labels of a type": _many(", type = 1", _HEAD0, "x"),
    "labels of an id": _many(", ID = 1", _HEAD0, "x"),
    "labels of an operator": _many(", operator = x", _HEAD0_2 + "a"),
    "labels of a region": _many(", region = ", _HEAD0_2),
    "labels of a cost": _many(", cost = 1", _HEAD0_2 + "a, operator = b, region = c"),
    "pairs": _counted(lambda number: f", k{number:06} = v", "Status = 1, check_time = "),
    "one repeated pair": _many(", k = v", "Status = 1, check_time = "),
    "brackets": _many(")", "ERROR = 1 (", "x"),
    "the error's ids": _many("), ID - 1", "ERROR = 1 (", "x"),
    "starts of statuses": _many("Status = 1, check_time = \n"),
    "rows": _many("1,1678795766,0,42,79990000000\n"),
    "rows with all columns": _many(_HEAD1 + "text,,0,42\n"),
    "rows, last one invalid": _many("1,1678795766,0,42,79990000000\n", tail="1,1678795766,x\n"),
    "starts of rows": _many("1,1678795766,0,\n"),
    "the shortest rows": _many("1,,\n"),
    "rows of one text": _many("a\n"),
    "line breaks": _many("\n", _HEAD1),
    "both line breaks": _many("\r\n", _HEAD1),
    "carriage returns": _many("\r", _HEAD1),
    "phones on lines": _many("79990000000\n"),
    "phones with commas": _many("79990000000, "),
    "blanks": _many(" "),
    "rental numbers": _many("7999,1,100.50,1.25,x, y\n"),
    "labelled numbers": _many(
        "phone = 7, type = 1, cost = 1, current_cost = 1, info = , info = x\n"
    ),
    "bidi controls": _many("\u202e", _HEAD1),
}

# ---- JSON: fmt=3

JSON: dict[str, Family] = {
    "nested lists": _many("["),
    "nested objects": _many('{"a":'),
    "closed lists": lambda n: b"[" * (n // 2) + b"]" * (n // 2),
    "lists inside a value": lambda n: (
        b'{"status": 1, "new": ' + b"[" * min(n // 2, 900) + b"]" * min(n // 2, 900) + b"}"
    ),
    "empty lists": _many("[],", '{"status": 1, "new": [', "[]]}"),
    "empty objects": _many("{},", '{"status": 1, "new": [', "{}]}"),
    "empty rows": _many("{},", "[", "{}]"),
    "lists in a list": _many("[],", "[", "[]]"),
    "numbers": _many("1,", '{"status": 1, "new": [', "1]}"),
    "numbers of 100 digits": _many("1" * 100 + ",", '{"status": 1, "new": [', "1]}"),
    "long numbers": _many("1" * 4300 + ",", '{"status": 1, "new": [', "1]}"),
    "one number": _many("1", '{"status": ', "}"),
    "one fraction": _many("1", '{"status": 0.', "}"),
    "exponents": _many("1e9,", '{"status": 1, "new": [', "1]}"),
    "escapes": _many("\\u0041", '{"status": 1, "message": "', '"}'),
    "surrogates": _many("\\ud83d\\ude00", '{"status": 1, "message": "', '\\ud83d"}'),
    "quotes": _many('\\"', '{"status": 1, "message": "'),
    "an unterminated string": _many("a", '{"status": 1, "message": "'),
    "one text": _many("я", '{"status": 1, "message": "', '"}'),
    "one string for a number": _many("1", '{"status": "', '"}'),
    "keys": _counted(lambda number: f', "k{number:06}": 1', '{"status": 1', "}"),
    "one key": _many("k", '{"status": 1, "', '": 1}'),
    "one repeated key": _many(', "a": 1', '{"status": 1', "}"),
    "keys of an error": _counted(lambda number: f', "k{number:06}": 1', '{"error_code": "x"', "}"),
    "blanks": _many(" ", '{"status": 1', "x}"),
    "blanks and line breaks": _many(" \n", "[", "]x"),
    "rows": _many('{"status": 1},', "[", '{"status": 2}]'),
    "rows, last one invalid": _many('{"status": 1},', "[", '{"status": "x"}]'),
    "rows, formatted": _many(
        '{\n"status": 1,\n"id": 42,\n"phone": "7"\n},\n', "[", '{"status": 1}]x'
    ),
    "rows of errors": _many('{"error_code": 1},', "[", "{}]"),
    "phones of a send reply": _many(
        '{"phone": "7", "cost": "1.20", "status": "0"},',
        '{"id": 1, "cnt": 1, "phones": [',
        '{"phone": "7"}]}',
    ),
    "phones, last one invalid": _many('{"phone": "7"},', '{"id": 1, "cnt": 1, "phones": [', "{}]}"),
    "zones": _many('{"name": "x"},', '{"zones": [', "{}]}"),
    "rental numbers": _many(
        '{"phone": "7", "type": 1, "cost": "1.00", "info": "x"},',
        "[",
        '{"phone": "7", "type": []}]',
    ),
    "a list of strings": _many('"1",', "[", "[]]"),
    "NULs": _many("\0", '{"status": 1'),
}

# ---- XML: fmt=2

XML: dict[str, Family] = {
    "elements": _counted(
        lambda number: f"<k{number:06}>1</k{number:06}>", "<sms><status>1</status>", "</sms>"
    ),
    "one repeated element": _many("<a>1</a>", "<sms><status>1</status>", "</sms>"),
    "the smallest elements": _many("<a/>", "<sms><status>1</status><new>", "</new></sms>"),
    "empty rows": _many("<a/>", "<list>", "</list>"),
    "deep elements": _many("<a>"),
    "closed elements": lambda n: b"<a>" * (n // 7) + b"</a>" * (n // 7),
    "one name": _many("a", "<sms><", "/></sms>"),
    "rows": _many("<sms><status>1</status></sms>", "<list>", "</list>"),
    "rows, last one invalid": _many("<sms><status>1</status></sms>", "<list>", "<sms/></list>"),
    "rows, formatted": _many(
        "<sms>\n<status>1</status>\n<message>x</message>\n</sms>\n", "<list>", "</list>x"
    ),
    "rows of errors": _many("<result><error_code>1</error_code></result>", "<list>", "</list>"),
    "rental numbers": _many(
        "<receive_phone><phone>7</phone><type>1</type></receive_phone>",
        "<list>",
        "<receive_phone/></list>",
    ),
    "references": _many("&amp;", "<sms><status>1</status><message>", "</message></sms>"),
    "numeric references": _many("&#65;", "<sms><status>1</status><message>", "</message></sms>"),
    "one text": _many("я", "<sms><status>1</status><message>", "</message></sms>"),
    "an unterminated text": _many("a", "<sms><status>1</status><message>"),
    "one string for a number": _many("1", "<sms><status>", "</status></sms>"),
    "text and elements": _many("x<a/>", "<sms>", "</sms>"),
    "blanks": _many(" ", "<sms>", "<status>x</status></sms>"),
    "blanks between rows": _many("\n", "<list>", "x</list>"),
    "line breaks": _many("\r\n", "<sms><status>1</status><message>", "</message></sms>"),
    "angle brackets": _many("<"),
    "closing tags": _many("</a>", "<a>"),
    "comments": _many("<!---->", "<sms>", "<status>1</status></sms>"),
    "one comment": _many("- ", "<sms><!--", "--><status>1</status></sms>"),
    "CDATA": _many("<![CDATA[a]]>", "<sms><status>1</status><message>", "</message></sms>"),
    "one CDATA": _many("]] ", "<sms><status>1</status><message><![CDATA["),
    "attributes": _counted(lambda number: f' a{number:06}=""', "<sms", "><status>1</status></sms>"),
    "one attribute": _many("a", '<sms><status a="', '">1</status></sms>'),
    "instructions": _many("<?a?>", tail="<sms/>"),
    "a declaration": _many(" ", '<?xml version="1.0"', "?><sms/>"),
    "a document type": _many('<!ENTITY a "">', "<!DOCTYPE a [", "]><sms/>"),
    "NULs": _many("\0", "<sms>"),
}

# ---- queries and form bodies

FORMS: dict[str, Family] = {
    "one name": _many("a"),
    "one name after a field": _many("a", "id=1&"),
    "one value": _many("a", "id=1&cmt="),
    "names without a value": _many("a&", "id=1&"),
    "ampersands": _many("&", "id=1"),
    "equals signs": _many("="),
    "equals and ampersands": _many("=&"),
    "fields": _counted(lambda number: f"k{number:06}=&"),
    "one repeated field": _many("id=1&"),
    "long fields": lambda n: b"&".join(
        b"k%d=%s" % (index, b"a" * (n // 64)) for index in range(60)
    ),
    "long names": lambda n: b"&".join(b"%d%s" % (index, b"a" * (n // 64)) for index in range(60)),
    "plus signs": _many("+", "id=1&cmt="),
    "escapes": _many("%41", "id=1&cmt="),
    "escaped names": _many("%41", "id=1&"),
    "bad escapes": _many("%", "id=1&cmt="),
    "a bad escape at the end": _many("%41", "id=1&cmt=", "%4"),
    "invalid bytes": lambda n: b"id=1&cmt=" + b"\x98" * n,
    "letters": _many("я", "id=1&cmt="),
    "digits": _many("1", "id="),
    "NULs": _many("\0", "id=1&cmt="),
}

REQUESTS: dict[str, Family] = {
    "slashes": _many("/"),
    "question marks": _many("?", "/sys/status.php"),
    "blanks": _many(" ", "GET"),
    "blanks in a request line": _many(" ", "GET /sys/status.php?id=1&phone=7"),
    "methods": _many("GET "),
    "quoted methods": _many('"GET ', '"'),
    "paths": _many(" GET /", "x=1"),
    "hosts": _many(" http://", "GET"),
    "line breaks": _many("\r\n", "GET /sys/status.php?id=1"),
    "leading line breaks": _many("\n", tail="/sys/status.php?id=1&phone=7"),
    "fragments": _many("#", "/sys/status.php?id=1&phone=7"),
    "passwords": _many("&psw=x", "/sys/status.php?id=1"),
    "one password": _many("x ", "/sys/status.php?psw="),
    "names of passwords": _many("psw", "/sys/status.php?"),
    "escaped names of passwords": _many("&%70sw=x", "/sys/status.php?id=1"),
    "phones": _many("79990000000,", "/sys/send.php?mes=x&phones="),
    "phones on lines": _many("79990000000%0A", "/sys/send.php?mes=x&phones="),
    "a list of ids": _many("1,", "/sys/status.php?phone=7&id="),
    "a text": _many("я", "/sys/send.php?phones=7&charset=utf-8&mes="),
    "without a path": _many("я", "phones=7&charset=utf-8&mes="),
    "charsets": _many("&charset=utf-8", "/sys/send.php?phones=7&mes=я"),
}

# ---- callbacks and relays

XML_CALLBACKS = {
    name: family for name, family in XML.items() if "row" not in name and "rent" not in name
} | {
    "a callback": _many(
        "я", "<callback><id>1</id><phone>7</phone><status>1</status><cmt>", "</cmt></callback>"
    ),
}
JSON_CALLBACKS = {
    name: family for name, family in JSON.items() if "row" not in name and "rent" not in name
} | {
    "a callback": _many("я", '{"id": "1", "phone": "7", "status": "1", "cmt": "', '"}'),
    "a callback in a list": _many("1", '[{"id": "1", "phone": "7", "status": "1", "cmt": ', "}]"),
    "lists for a field": lambda n: (
        b'{"id": ' + b"[" * min(n // 2, 900) + b"]" * min(n // 2, 900) + b"}"
    ),
}
RELAYED = JSON_CALLBACKS | {
    "a text": _many(
        "я",
        '{"type": "smsc.status", "authenticated": [], '
        '"data": {"id": "1", "phone": "7", "status": "1", "cmt": "',
        '"}}',
    ),
    "unknown fields": _counted(
        lambda number: f', "k{number:06}": "1"',
        '{"type": "smsc.status", "authenticated": [], '
        '"data": {"id": "1", "phone": "7", "status": "1"',
        "}}",
    ),
    "authenticated fields": _many(
        '"id", ', '{"type": "smsc.status", "data": {}, "authenticated": [', '"id"]}'
    ),
}
HEADERS: dict[str, Family] = {
    "signatures": _many("v1, "),
    "one signature": _many("A", "v1,"),
    "blanks": _many(" "),
    "digits": _many("1"),
    "letters": _many("я"),
    "full stops": _many("."),
}

# ---- receipts

_RECEIPT = "id:1 sub:001 dlvrd:001 submit date:1108202241 done date:1108202241 stat:DELIVRD err:000"
_HLR_RECEIPT = "id:1 stat:DELIVRD err:000 imsi:"

RECEIPTS: dict[str, Family] = {
    "a text": _many("a", _RECEIPT + " text:"),
    "labels in the text": _many("id:1 ", _RECEIPT + " text:"),
    "texts": _many("text: ", "id:1 "),
    "empty texts": _many("text:"),
    "texts before labels": _many("text: id:", "sub:1 "),
    "labels": _counted(lambda number: f"k{number:06}:1 "),
    "one repeated label": _many("id:1 "),
    "labels without blanks": _many("a:"),
    "colons": _many(":"),
    "one word": _many("a"),
    "words": _many("a "),
    "words with a hyphen": _many("a-"),
    "dates": _many("a date "),
    "dates with a colon": _many("submit date:1108202241 "),
    "one date": _many("1", "submit date:"),
    "one id": _many("1", "id:"),
    "an id of words": _many("1 ", "id:"),
    "a reason": _many(":x", "stat:REJECTD"),
    "blanks": _many(" ", "id:1"),
    "blanks before a label": _many(" ", "text:", "id:1"),
    "NULs": _many("\0", _RECEIPT),
    "line breaks": _many("\r\n", _RECEIPT, "x"),
    "no-break blanks": lambda n: b"id:" + b"\xa0" * n + b"x",
    "escapes": _many("%41", _HLR_RECEIPT, " msc: mcc: mnc: cn: net: rcn: rnet:"),
    "bad escapes": _many("%", _HLR_RECEIPT),
    "networks": _many(" net:x", _HLR_RECEIPT),
    "high bytes": lambda n: b"\xff" * n,
}

# ---- SMPP


def _tlv(tag: int, data: bytes) -> bytes:
    return struct.pack(">HH", tag, len(data)) + data


def _units(unit: bytes, head: bytes = b"", tail: bytes = b"") -> Family:
    return lambda n: head + unit * (n // len(unit)) + tail


TLVS: dict[str, Family] = {
    "empty TLVs": _units(_tlv(0x1400, b"")),
    "empty TLVs of a known tag": _units(_tlv(0x001E, b"")),
    "one extra byte": _units(_tlv(0x1400, b""), tail=b"\0"),
    "a wrong length": _units(_tlv(0x1400, b""), tail=b"\x14\0\xff\xff"),
    "every tag": lambda n: b"".join(_tlv(tag % 0x10000, b"") for tag in range(n // 4)),
    "ids": lambda n: b"".join(_tlv(0x001E, b"%d\0" % number) for number in range(n // 12)),
    "long ids": _units(_tlv(0x001E, b"1" * 4000)),
    "payloads": _units(_tlv(0x0424, bytes(4000))),
    "states": _units(_tlv(0x0427, b"\2")),
    "states of two bytes": _units(_tlv(0x0427, b"\0\2")),
    "costs": lambda n: b"".join(
        _tlv(0x2000, b"%d.1\0" % (number % 1000)) for number in range(n // 10)
    ),
    "a long cost": _units(_tlv(0x2000, b"1" * 4000)),
    "errors of three digits": _units(_tlv(0x0423, b"000")),
    "a long error": _units(_tlv(0x0423, b"1" * 4000)),
    "operators": _units(_tlv(0x2003, b"1" * 4000)),
    "NULs": _units(b"\0"),
    "high bytes": _units(b"\xff"),
}
_DELIVER = b"\0\1\x01000\0\1\x01000\0\4\0\0\0\0\0\0\0\0"

BODIES: dict[str, Family] = {
    name: (lambda n, family=family: _DELIVER + b"\0" + family(n)) for name, family in TLVS.items()
} | {
    "an unterminated string": _units(b"a"),
    "a long string": _units(b"a", b"\0\1\1", b"\0"),
    "only NULs": _units(b"\0"),
    "a message": _units(b"\0\x14\0\0", _DELIVER + b"\xff"),
}
STREAMS: dict[str, Family] = {
    "headers": _units(struct.pack(">IIII", 16, 0x15, 0, 1)),
    "unknown commands": _units(struct.pack(">IIII", 16, 0x0B, 0, 1)),
    "headers, last length wrong": _units(struct.pack(">IIII", 16, 0x15, 0, 1), tail=b"\0\0\0\1"),
    "headers, last one truncated": _units(struct.pack(">IIII", 16, 0x15, 0, 1), tail=b"\0\0\0\x10"),
    "long PDUs": _units(struct.pack(">IIII", 8000, 5, 0, 1) + bytes(8000 - 16)),
    "one incomplete PDU": _units(b"\0", struct.pack(">I", 0x20000)),
    "NULs": _units(b"\0"),
    "high bytes": _units(b"\xff"),
}
TEXTS: dict[str, Family] = {
    "letters": _units(b"a"),
    "escapes": _units(b"\x1b"),
    "euros": _units(b"\x1be"),
    "an escape at the end": _units(b"a", tail=b"\x1b"),
    "an invalid byte at the end": _units(b"a", tail=b"\xff"),
    "an odd number of bytes": lambda n: b"\x04\x1f" * (n // 2) + b"\x04",
    "Cyrillic": _units(b"\x04\x1f"),
    "pairs": _units(b"\xd8\x3d\xde\x00"),
    "half a surrogate pair at the end": _units(b"\x04\x1f", tail=b"\xd8\x3d"),
    "NULs": _units(b"\0"),
    "shifts": _units(b"\x1b$B\x1b(B"),
    "high bytes": _units(b"\xb0\xa1"),
}

# ---- task files

FILES: dict[str, Family] = {
    "separators": _many(";"),
    "quotes": _many('"'),
    "pairs of quotes": _many('""', '"', '"'),
    "an unterminated quote": _many("a;", 'a;b\n"'),
    "an unterminated quote over lines": _many("a\n", 'a;b\n"'),
    "line breaks": _many("\n", "a;b"),
    "carriage returns": _many("\r", "a;b"),
    "both line breaks": _many("\r\n", "a;b"),
    "short rows": _many("1\n", "a\n"),
    "short rows of two": _many("1;2\n", "a;b\n"),
    "ragged rows": _many("1\n", "a;b\n"),
    "rows without text": _many(";\n", "a;b\n"),
    "quoted rows": _many('"1";"2"\n', "a;b\n"),
    "names": _counted(lambda number: f"k{number:06};", tail="\n1"),
    "one repeated name": _many("a;", tail="\n1"),
    "one cell": _many("a"),
    "cells of maximum size": lambda n: b"a\n" + (b"a" * 131072 + b"\n") * (n // 131073),
    "NULs": _many("\0", "a;b\n"),
    "invalid bytes": lambda n: b"a;b\n" + b"a" * n + b"\x98",
}

# ---- logs

_CLIENT = "2026-03-01 12:00:01,123 INFO gateway: "

LOGS: dict[str, Family] = {
    "requests": _many("GET /sys/send.php?phones=7&mes=x "),
    "requests without parameters": _many("/sys/send.php"),
    "a request, and arrows": _many("=> ", "GET /sys/balance.php?login=a&psw=b&fmt=1 "),
    "a request, and words": _many("reply: ", "GET /sys/balance.php?login=a&psw=b&fmt=1 "),
    "a request, and quotes": _many('"', "GET /sys/balance.php?login=a&psw=b&fmt=1 "),
    "requests and lines": _many("GET /sys/balance.php?login=a&psw=b&fmt=1\nx: 1\n"),
    "receipts": _many("id:1 sub:001 stat:DELIVRD err:000 "),
    "receipts in brackets": _many("[id:1 stat:DELIVRD err:000 "),
    "Kannel": _many("[msg:9:id:1 stat:DELIVRD err:000] [udh:0:] "),
    "Jasmin": _many(
        "DLR [cid:a] [smpp-msgid:1] [status:DELIVRD] [submit date:ND] [done date:ND] "
        "[sub/dlvrd messages:1/1] [err:000] "
    ),
    "callbacks": _many("id=1&phone=7&status=1&time=x "),
    "objects": _many('{"id": 1, "cnt": 1} '),
    "open objects": _many('{"a":'),
    "objects in strings": _many('"{\\"id\\": 1, \\"cnt\\": 1}", '),
    "damaged objects": _many('{"status": 1, "last_date": x} '),
    "elements": _many("<sms><id>1</id><cnt>1</cnt></sms> "),
    "open elements": _many("<sms><id>"),
    "labels": _many("OK - 1 SMS, ID - 5 "),
    "errors": _many("ERROR = 1 ("),
    "statuses": _many("Status = 1, check_time = "),
    "PDUs": _many("00000010800000150000000000000001 "),
    "one PDU": _many("00", "000000108000001500000000000000"),
    "hexadecimal bytes with blanks": _many("00 "),
    "backslashes": _many("\\", '"{"'),
    "escapes": _many("\\n", '"{\\"status\\": 1'),
    "times": _many("2026-03-01 12:00:01 "),
    "quotes": _many('"'),
    "digits": _many("1"),
    "blanks": _many(" "),
    "letters": _many("я"),
    "line breaks": _many("\n"),
    "pages": _many("/sys/"),
    "ids": _many("id:1 "),
    "starts of Jasmin lines": _many("DLR [cid:"),
    "phones": _many("&phone=7"),
    "unrelated lines": _many(_CLIENT + "unrelated\n"),
    "lines that open a document": _many("{\n"),
    "lines that open a list": _many("<list>\n"),
    "a multi-line document": _many('"a": 1,\n', "{\n"),
    "multi-line documents": _many('{\n"id": 1,\n"cnt": 1\n}\n'),
}
