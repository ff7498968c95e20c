"""``python -m tests.bench.hostile [--quick] [door ...]``: hostile input at every door, and what it costs.

A family is a document that grows: octets by their number. A door is a function of octets and the families that fit it. The
processor's time is taken at sizes that double from 64 KiB to 1 MiB (the median of seven; of three where one takes 50 ms), the
error with its text and hint included; a ratio of 2 is linear. Memory is the peak above the input, in octets an octet, at
256 KiB, of documents that grow so far: of a small one it tells only what every call needs.
``--quick`` doubles to 256 KiB and takes the median of three. A door's name may be cut: ``statuses`` means all that begin so.
``XML attacks`` is the table of those.

``tests/test_hostile.py`` goes through the same doors and families for what comes out, without a clock.
"""

from __future__ import annotations

import gc
import hashlib
import hmac
import math
import statistics
import struct
import subprocess
import sys
import time
import tracemalloc
from base64 import b64encode
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from smsc_codec import commands, replies, tasks
from smsc_codec.callbacks import Handler, relay
from smsc_codec.errors import CodecError, DecodeError
from smsc_codec.smpp import DeliveryReport, decode, receipts, split, texts, tlvs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Family = Callable[[int], bytes]

__all__ = ["ATTACKS", "DOORS", "LARGEST", "Door", "knock"]

LARGEST = 1 << 20
#: A time below this many seconds is noise; a doubling above this ratio is measured again, so often, before it is believed.
_NOISE, _DOUBTFUL, _AGAIN = 0.005, 2.5, 3
#: What takes this many seconds is known well enough by three rounds.
_LONG = 0.05
#: Octets of the documents whose memory is taken: the tracing makes them five times slower.
_WEIGHED = 1 << 18
#: What a family may write beyond the size that it is asked for.
_SLACK = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One way in.

    Args:
        name: as the command line and the table call it.
        enter: what takes octets; what it gives is asked for all that is computed late.
        families: those that fit, by name.
        longest: what is longer is refused unread, and shows nothing.
    """

    name: str
    enter: Callable[[bytes], object]
    families: Mapping[str, Family]
    longest: int = LARGEST

    def octets(self, family: str, size: int) -> bytes:
        """A document of a family of at most ``size`` octets."""
        return self.families[family](max(0, min(size, self.longest) - _SLACK))


def knock(door: Door, octets: bytes) -> CodecError | None:
    """Enter, and if it is refused, let the error say all that it knows. Whatever is not this library's own goes through."""
    try:
        door.enter(octets)
    except CodecError as error:
        str(error)
        repr(error)
        if isinstance(error, DecodeError):
            error.render(show_data=True)
        return error
    return None


def _many(unit: str, head: str = "", tail: str = "") -> Family:
    """A unit, as often as there is room for it."""
    octets = unit.encode()
    return lambda n: head.encode() + octets * (n // len(octets)) + tail.encode()


def _counted(unit: Callable[[int], str], head: str = "", tail: str = "") -> Family:
    """A unit that bears its number."""
    width = len(unit(100_000).encode())
    return lambda n: (head + "".join(map(unit, range(n // width))) + tail).encode()


# ---- lines: fmt 0 and 1

_HEAD1 = "1,1678795766,0,1678795761,79990000000,3.80,X,Y,"
_HEAD1_2 = "1,1678795766,0,1678795761,79990000000,A,B,C,3.80,X,Y,"
_HEAD0 = "Status = 1, check_time = , err = 0, send_date = , phone = 7, cost = 1, sender_id = X, status_name = Y, message = "
_HEAD0_2 = "Status = 1, check_time = , err = 0, send_date = , phone = 7, country = "

_LINES: dict[str, Family] = {
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
    "one pair again": _many(", k = v", "Status = 1, check_time = "),
    "brackets": _many(")", "ERROR = 1 (", "x"),
    "the error's ids": _many("), ID - 1", "ERROR = 1 (", "x"),
    "heads of statuses": _many("Status = 1, check_time = \n"),
    "rows": _many("1,1678795766,0,42,79990000000\n"),
    "rows, all of it": _many(_HEAD1 + "text,,0,42\n"),
    "rows, the last is wrong": _many("1,1678795766,0,42,79990000000\n", tail="1,1678795766,x\n"),
    "heads of rows": _many("1,1678795766,0,\n"),
    "the shortest rows": _many("1,,\n"),
    "rows of a text": _many("a\n"),
    "line breaks": _many("\n", _HEAD1),
    "both line breaks": _many("\r\n", _HEAD1),
    "carriage returns": _many("\r", _HEAD1),
    "phones on lines": _many("79990000000\n"),
    "phones with commas": _many("79990000000, "),
    "blanks": _many(" "),
    "numbers to rent": _many("7999,1,100.50,1.25,x, y\n"),
    "labelled numbers": _many("phone = 7, type = 1, cost = 1, current_cost = 1, info = , info = x\n"),
    "marks of direction": _many("\u202e", _HEAD1),
}

# ---- fmt 3

_JSON: dict[str, Family] = {
    "nested lists": _many("["),
    "nested objects": _many('{"a":'),
    "closed lists": lambda n: b"[" * (n // 2) + b"]" * (n // 2),
    "lists inside a value": lambda n: b'{"status": 1, "new": ' + b"[" * min(n // 2, 900) + b"]" * min(n // 2, 900) + b"}",
    "empty lists": _many("[],", '{"status": 1, "new": [', "[]]}"),
    "empty objects": _many("{},", '{"status": 1, "new": [', "{}]}"),
    "rows of nothing": _many("{},", "[", "{}]"),
    "lists in a list": _many("[],", "[", "[]]"),
    "numbers": _many("1,", '{"status": 1, "new": [', "1]}"),
    "numbers at their bound": _many("1" * 100 + ",", '{"status": 1, "new": [', "1]}"),
    "long numbers": _many("1" * 4300 + ",", '{"status": 1, "new": [', "1]}"),
    "one number": _many("1", '{"status": ', "}"),
    "one fraction": _many("1", '{"status": 0.', "}"),
    "exponents": _many("1e9,", '{"status": 1, "new": [', "1]}"),
    "escapes": _many("\\u0041", '{"status": 1, "message": "', '"}'),
    "halves of characters": _many("\\ud83d\\ude00", '{"status": 1, "message": "', '\\ud83d"}'),
    "quotes": _many('\\"', '{"status": 1, "message": "'),
    "an open string": _many("a", '{"status": 1, "message": "'),
    "one text": _many("я", '{"status": 1, "message": "', '"}'),
    "one text for a number": _many("1", '{"status": "', '"}'),
    "keys": _counted(lambda number: f', "k{number:06}": 1', '{"status": 1', "}"),
    "one key": _many("k", '{"status": 1, "', '": 1}'),
    "one key again": _many(', "a": 1', '{"status": 1', "}"),
    "keys of an error": _counted(lambda number: f', "k{number:06}": 1', '{"error_code": "x"', "}"),
    "blanks": _many(" ", '{"status": 1', "x}"),
    "blanks and line breaks": _many(" \n", "[", "]x"),
    "rows": _many('{"status": 1},', "[", '{"status": 2}]'),
    "rows, the last is wrong": _many('{"status": 1},', "[", '{"status": "x"}]'),
    "rows, laid out": _many('{\n"status": 1,\n"id": 42,\n"phone": "7"\n},\n', "[", '{"status": 1}]x'),
    "rows of errors": _many('{"error_code": 1},', "[", "{}]"),
    "phones of a sending": _many('{"phone": "7", "cost": "1.20", "status": "0"},', '{"id": 1, "cnt": 1, "phones": [', '{"phone": "7"}]}'),
    "phones, the last is wrong": _many('{"phone": "7"},', '{"id": 1, "cnt": 1, "phones": [', "{}]}"),
    "zones": _many('{"name": "x"},', '{"zones": [', "{}]}"),
    "numbers to rent": _many('{"phone": "7", "type": 1, "cost": "1.00", "info": "x"},', "[", '{"phone": "7", "type": []}]'),
    "a list of texts": _many('"1",', "[", "[]]"),
    "NULs": _many("\0", '{"status": 1'),
}

# ---- fmt 2

_XML: dict[str, Family] = {
    "elements": _counted(lambda number: f"<k{number:06}>1</k{number:06}>", "<sms><status>1</status>", "</sms>"),
    "one element again": _many("<a>1</a>", "<sms><status>1</status>", "</sms>"),
    "the smallest elements": _many("<a/>", "<sms><status>1</status><new>", "</new></sms>"),
    "rows of nothing": _many("<a/>", "<list>", "</list>"),
    "deep elements": _many("<a>"),
    "closed elements": lambda n: b"<a>" * (n // 7) + b"</a>" * (n // 7),
    "one name": _many("a", "<sms><", "/></sms>"),
    "rows": _many("<sms><status>1</status></sms>", "<list>", "</list>"),
    "rows, the last is wrong": _many("<sms><status>1</status></sms>", "<list>", "<sms/></list>"),
    "rows, laid out": _many("<sms>\n<status>1</status>\n<message>x</message>\n</sms>\n", "<list>", "</list>x"),
    "rows of errors": _many("<result><error_code>1</error_code></result>", "<list>", "</list>"),
    "numbers to rent": _many("<receive_phone><phone>7</phone><type>1</type></receive_phone>", "<list>", "<receive_phone/></list>"),
    "references": _many("&amp;", "<sms><status>1</status><message>", "</message></sms>"),
    "references by number": _many("&#65;", "<sms><status>1</status><message>", "</message></sms>"),
    "one text": _many("я", "<sms><status>1</status><message>", "</message></sms>"),
    "an open text": _many("a", "<sms><status>1</status><message>"),
    "one text for a number": _many("1", "<sms><status>", "</status></sms>"),
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

_FORMS: dict[str, Family] = {
    "one name": _many("a"),
    "one name behind a field": _many("a", "id=1&"),
    "one value": _many("a", "id=1&cmt="),
    "names without a value": _many("a&", "id=1&"),
    "ampersands": _many("&", "id=1"),
    "equals signs": _many("="),
    "equals and ampersands": _many("=&"),
    "fields": _counted(lambda number: f"k{number:06}=&"),
    "one field again": _many("id=1&"),
    "long fields": lambda n: b"&".join(b"k%d=%s" % (index, b"a" * (n // 64)) for index in range(60)),
    "long names": lambda n: b"&".join(b"%d%s" % (index, b"a" * (n // 64)) for index in range(60)),
    "plus signs": _many("+", "id=1&cmt="),
    "escapes": _many("%41", "id=1&cmt="),
    "escaped names": _many("%41", "id=1&"),
    "bad escapes": _many("%", "id=1&cmt="),
    "a bad escape at the end": _many("%41", "id=1&cmt=", "%4"),
    "octets of no charset": lambda n: b"id=1&cmt=" + b"\x98" * n,
    "letters": _many("я", "id=1&cmt="),
    "digits": _many("1", "id="),
    "NULs": _many("\0", "id=1&cmt="),
}

_REQUESTS: dict[str, Family] = {
    "slashes": _many("/"),
    "question marks": _many("?", "/sys/status.php"),
    "blanks": _many(" ", "GET"),
    "a request line of blanks": _many(" ", "GET /sys/status.php?id=1&phone=7"),
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

_XML_CALLBACKS = {name: family for name, family in _XML.items() if "row" not in name and "rent" not in name} | {
    "a callback": _many("я", "<callback><id>1</id><phone>7</phone><status>1</status><cmt>", "</cmt></callback>"),
}
_JSON_CALLBACKS = {name: family for name, family in _JSON.items() if "row" not in name and "rent" not in name} | {
    "a callback": _many("я", '{"id": "1", "phone": "7", "status": "1", "cmt": "', '"}'),
    "a callback in a list": _many("1", '[{"id": "1", "phone": "7", "status": "1", "cmt": ', "}]"),
    "lists for a field": lambda n: b'{"id": ' + b"[" * min(n // 2, 900) + b"]" * min(n // 2, 900) + b"}",
}
_RELAYED = _JSON_CALLBACKS | {
    "a text": _many(
        "я",
        '{"type": "smsc.status", "authenticated": [], "data": {"id": "1", "phone": "7", "status": "1", "cmt": "',
        '"}}',
    ),
    "unknown fields": _counted(
        lambda number: f', "k{number:06}": "1"',
        '{"type": "smsc.status", "authenticated": [], "data": {"id": "1", "phone": "7", "status": "1"',
        "}}",
    ),
    "what is proved": _many('"id", ', '{"type": "smsc.status", "data": {}, "authenticated": [', '"id"]}'),
}
_HEADERS: dict[str, Family] = {
    "signatures": _many("v1, "),
    "one signature": _many("A", "v1,"),
    "blanks": _many(" "),
    "digits": _many("1"),
    "letters": _many("я"),
    "full stops": _many("."),
}

# ---- receipts

_OWN = "id:1 sub:001 dlvrd:001 submit date:1108202241 done date:1108202241 stat:DELIVRD err:000"
_HLR_OWN = "id:1 stat:DELIVRD err:000 imsi:"

_RECEIPTS: dict[str, Family] = {
    "a text": _many("a", _OWN + " text:"),
    "labels in the text": _many("id:1 ", _OWN + " text:"),
    "texts": _many("text: ", "id:1 "),
    "empty texts": _many("text:"),
    "texts before labels": _many("text: id:", "sub:1 "),
    "labels": _counted(lambda number: f"k{number:06}:1 "),
    "one label again": _many("id:1 "),
    "labels without a blank": _many("a:"),
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
    "NULs": _many("\0", _OWN),
    "line breaks": _many("\r\n", _OWN, "x"),
    "no-break blanks": lambda n: b"id:" + b"\xa0" * n + b"x",
    "escapes": _many("%41", _HLR_OWN, " msc: mcc: mnc: cn: net: rcn: rnet:"),
    "bad escapes": _many("%", _HLR_OWN),
    "networks": _many(" net:x", _HLR_OWN),
    "high octets": lambda n: b"\xff" * n,
}

# ---- SMPP


def _tlv(tag: int, octets: bytes) -> bytes:
    return struct.pack(">HH", tag, len(octets)) + octets


def _units(unit: bytes, head: bytes = b"", tail: bytes = b"") -> Family:
    return lambda n: head + unit * (n // len(unit)) + tail


_TLVS: dict[str, Family] = {
    "empty TLVs": _units(_tlv(0x1400, b"")),
    "empty TLVs of a known tag": _units(_tlv(0x001E, b"")),
    "one octet behind": _units(_tlv(0x1400, b""), tail=b"\0"),
    "a length that lies": _units(_tlv(0x1400, b""), tail=b"\x14\0\xff\xff"),
    "every tag": lambda n: b"".join(_tlv(tag % 0x10000, b"") for tag in range(n // 4)),
    "ids": lambda n: b"".join(_tlv(0x001E, b"%d\0" % number) for number in range(n // 12)),
    "long ids": _units(_tlv(0x001E, b"1" * 4000)),
    "payloads": _units(_tlv(0x0424, bytes(4000))),
    "states": _units(_tlv(0x0427, b"\2")),
    "states of two octets": _units(_tlv(0x0427, b"\0\2")),
    "costs": lambda n: b"".join(_tlv(0x2000, b"%d.1\0" % (number % 1000)) for number in range(n // 10)),
    "a long cost": _units(_tlv(0x2000, b"1" * 4000)),
    "errors of three digits": _units(_tlv(0x0423, b"000")),
    "a long error": _units(_tlv(0x0423, b"1" * 4000)),
    "operators": _units(_tlv(0x2003, b"1" * 4000)),
    "NULs": _units(b"\0"),
    "high octets": _units(b"\xff"),
}
_DELIVER = b"\0\1\x01000\0\1\x01000\0\4\0\0\0\0\0\0\0\0"

_BODIES: dict[str, Family] = {name: (lambda n, family=family: _DELIVER + b"\0" + family(n)) for name, family in _TLVS.items()} | {
    "a string without its end": _units(b"a"),
    "a long string": _units(b"a", b"\0\1\1", b"\0"),
    "nothing but NULs": _units(b"\0"),
    "a message": _units(b"\0\x14\0\0", _DELIVER + b"\xff"),
}
_STREAMS: dict[str, Family] = {
    "heads": _units(struct.pack(">IIII", 16, 0x15, 0, 1)),
    "unknown commands": _units(struct.pack(">IIII", 16, 0x0B, 0, 1)),
    "heads, the last lies": _units(struct.pack(">IIII", 16, 0x15, 0, 1), tail=b"\0\0\0\1"),
    "heads, the last is cut": _units(struct.pack(">IIII", 16, 0x15, 0, 1), tail=b"\0\0\0\x10"),
    "long PDUs": _units(struct.pack(">IIII", 8000, 5, 0, 1) + bytes(8000 - 16)),
    "one that is not whole": _units(b"\0", struct.pack(">I", 0x20000)),
    "NULs": _units(b"\0"),
    "high octets": _units(b"\xff"),
}
_TEXTS: dict[str, Family] = {
    "letters": _units(b"a"),
    "escapes": _units(b"\x1b"),
    "euros": _units(b"\x1be"),
    "an escape at the end": _units(b"a", tail=b"\x1b"),
    "no letter at the end": _units(b"a", tail=b"\xff"),
    "an odd number of octets": lambda n: b"\x04\x1f" * (n // 2) + b"\x04",
    "Cyrillic": _units(b"\x04\x1f"),
    "pairs": _units(b"\xd8\x3d\xde\x00"),
    "half a pair at the end": _units(b"\x04\x1f", tail=b"\xd8\x3d"),
    "NULs": _units(b"\0"),
    "shifts": _units(b"\x1b$B\x1b(B"),
    "high octets": _units(b"\xb0\xa1"),
}

# ---- the file of a task

_FILES: dict[str, Family] = {
    "separators": _many(";"),
    "quotes": _many('"'),
    "pairs of quotes": _many('""', '"', '"'),
    "an open quote": _many("a;", 'a;b\n"'),
    "an open quote over lines": _many("a\n", 'a;b\n"'),
    "line breaks": _many("\n", "a;b"),
    "carriage returns": _many("\r", "a;b"),
    "both line breaks": _many("\r\n", "a;b"),
    "short rows": _many("1\n", "a\n"),
    "short rows of two": _many("1;2\n", "a;b\n"),
    "ragged rows": _many("1\n", "a;b\n"),
    "rows of no text": _many(";\n", "a;b\n"),
    "quoted rows": _many('"1";"2"\n', "a;b\n"),
    "names": _counted(lambda number: f"k{number:06};", tail="\n1"),
    "one name again": _many("a;", tail="\n1"),
    "one cell": _many("a"),
    "cells at their bound": lambda n: b"a\n" + (b"a" * 131072 + b"\n") * (n // 131073),
    "NULs": _many("\0", "a;b\n"),
    "octets of no charset": lambda n: b"a;b\n" + b"a" * n + b"\x98",
}


# ---- the doors


def _reply(codec: Any, families: Mapping[str, Family]) -> Door:
    return Door(name=codec.what, enter=codec.decode, families=families)


def _replies() -> list[Door]:
    one, many = replies.status, replies.statuses
    lines = [one(fmt=0, all=2), one(fmt=1, all=1), one(fmt=1, all=2), many(fmt=0, all=2), many(fmt=1, all=0), many(fmt=1, all=2)]
    lines += [many(fmt=1, all=2, tail=tail) for tail in (True, False)]
    lines += [replies.numbers(fmt=0), replies.numbers(fmt=1)]
    xml = [one(fmt=2, all=2), many(fmt=2, all=2), replies.numbers(fmt=2)]
    json = [one(fmt=3, all=2), many(fmt=3, all=2), replies.numbers(fmt=3), replies.send(op=1), replies.prices(), replies.message_delete(fmt=3)]
    each: list[tuple[Sequence[Any], Mapping[str, Family]]] = [(lines, _LINES), (xml, _XML), (json, _JSON)]
    return [_reply(codec, families) for codecs, families in each for codec in codecs]


def _requests() -> list[Door]:
    families = {f"form: {name}": family for name, family in _FORMS.items()} | _REQUESTS
    paged: dict[str, Family] = {f"form: {name}": _behind(b"/sys/send.php?", family) for name, family in _FORMS.items()}
    return [
        Door(name="commands.parse", enter=commands.parse, families=families | {f"page, {name}": family for name, family in paged.items()}),
        Door(name="commands.parse, text", enter=_parse_text, families=families),
    ]


def _behind(head: bytes, family: Family) -> Family:
    return lambda n: head + family(n)


def _parse_text(octets: bytes) -> object:
    return commands.parse(octets.decode("utf-8", "replace"), path="/sys/send.php")


_ADDRESS = "https://shop.example/sms"
_LONGEST = 1 << 18


def _callbacks() -> list[Door]:
    of: list[tuple[str, str, Mapping[str, Family]]] = [
        ("form", "?sha1=SECRET", _FORMS),
        ("form, utf-8", "?charset=utf-8", _FORMS),
        ("XML", "?charset=utf-8&fmt=2&md5=SECRET", _XML_CALLBACKS),
        ("JSON", "?charset=utf-8&fmt=3&crc32=SECRET", _JSON_CALLBACKS),
    ]
    doors = [
        Door(name=f"callback, {name}", enter=_receiving(Handler.from_url(_ADDRESS + address)), families=families, longest=_LONGEST)
        for name, address, families in of
    ]
    by_get = Handler.from_url(_ADDRESS + "!id&phone?sha1=SECRET")
    queries = Door(name="callback, query", enter=lambda octets: by_get.receive(query=octets), families=_FORMS, longest=_LONGEST)
    return [*doors, queries]


def _receiving(handler: Handler) -> Callable[[bytes], object]:
    """What nothing vouches for is looked at as well: a hash would have kept it out."""

    def enter(octets: bytes) -> object:
        received = handler.receive(body=octets)
        return received, received.verdict.event_key, received.verdict.auth_key, handler.decode_unverified(body=octets)

    return enter


_KEY, _NOW = bytes(range(32)), 1700000000
_SECRETS = ["whsec_" + b64encode(_KEY).decode()]


def _relayed(body: bytes) -> object:
    """With a signature that fits: what somebody who knows the secret may send."""
    told = f"msg_1.{_NOW}.".encode() + body
    signature = b64encode(hmac.new(_KEY, told, hashlib.sha256).digest()).decode()
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(_NOW), "webhook-signature": f"v1,{signature}"}
    return relay.verify(headers, body, secrets=_SECRETS, now=_NOW)


def _header(name: str) -> Callable[[bytes], object]:
    def enter(octets: bytes) -> object:
        headers = {"webhook-id": "msg_1", "webhook-timestamp": str(_NOW), "webhook-signature": "v1,x"}
        return relay.verify(headers | {name: octets.decode("utf-8", "replace")}, b"{}", secrets=_SECRETS, now=_NOW)

    return enter


def _relays() -> list[Door]:
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    headers = [Door(name=f"relay.verify, {name}", enter=_header(name), families=_HEADERS) for name in names]
    return [Door(name="relay.verify", enter=_relayed, families=_RELAYED), *headers]


def _receipt(*, lenient: bool) -> Callable[[bytes], object]:
    def enter(octets: bytes) -> object:
        receipt = receipts.decode(octets, lenient=lenient)
        return receipt, receipt.state, receipt.error_number

    return enter


def _report(data_coding: int, *, lenient: bool) -> Callable[[bytes], object]:
    def enter(octets: bytes) -> object:
        text = octets.decode("latin-1").encode("utf-16-be") if data_coding else octets
        return DeliveryReport.from_parts(text, data_coding=data_coding, lenient=lenient)

    return enter


def _report_of_tlvs(octets: bytes) -> object:
    return DeliveryReport.from_parts(None, tlvs.decode(octets))


def _tlvs(octets: bytes) -> object:
    return [(tlv.value, tlv.defect) for tlv in tlvs.decode(octets)]


def _framed(command: int, status: int) -> Callable[[bytes], object]:
    """A body behind a header that tells its length truly."""

    def enter(octets: bytes) -> object:
        return decode(struct.pack(">IIII", 16 + len(octets), command, status, 1) + octets)

    return enter


def _text(data_coding: int) -> Callable[[bytes], object]:
    return lambda octets: texts.decode(octets, data_coding)


def _smpp() -> list[Door]:
    reports = [(0, False, "text"), (0, True, "lenient"), (8, True, "UCS-2")]
    commands_ = [(0x05, 0, "deliver_sm"), (0x80000004, 8, "an error's response"), (0x0B, 0, "an unknown command")]
    codings = [(0, "GSM"), (8, "UCS-2"), (10, "ISO-2022-JP"), (14, "EUC-KR")]
    return [
        Door(name="receipts.decode", enter=_receipt(lenient=False), families=_RECEIPTS),
        Door(name="receipts.decode, lenient", enter=_receipt(lenient=True), families=_RECEIPTS),
        *[
            Door(name=f"DeliveryReport, {name}", enter=_report(coding, lenient=lenient), families=_RECEIPTS)
            for coding, lenient, name in reports
        ],
        Door(name="DeliveryReport, TLVs", enter=_report_of_tlvs, families=_TLVS),
        Door(name="tlvs.decode", enter=_tlvs, families=_TLVS),
        Door(name="tlvs.decode, strict", enter=lambda octets: tlvs.decode(octets, strict=True), families=_TLVS),
        Door(name="smpp.decode", enter=decode, families=_STREAMS),
        *[Door(name=f"smpp.decode, {name}", enter=_framed(number, status), families=_BODIES) for number, status, name in commands_],
        Door(name="smpp.split", enter=split, families=_STREAMS),
        *[Door(name=f"texts.decode, {name}", enter=_text(coding), families=_TEXTS) for coding, name in codings],
    ]


def _files() -> list[Door]:
    return [Door(name="tasks.rows", enter=tasks.rows, families=_FILES), Door(name="tasks.header", enter=tasks.header, families=_FILES)]


DOORS: tuple[Door, ...] = (*_replies(), *_requests(), *_callbacks(), *_relays(), *_smpp(), *_files())


# ---- attacks on XML, each by the most octets that it may have

_REPLY = b"<sms><status>1</status></sms>"


def _declared(charset: bytes, rest: bytes) -> Callable[[int], bytes]:
    return lambda _: b'<?xml version="1.0" encoding="' + charset + b'"?>' + rest


def _bomb(_: int) -> bytes:
    """Ten levels of ten: 10^10 characters of text out of half a kilobyte."""
    levels = b"".join(b'<!ENTITY e%d "%s">' % (level, b"&e%d;" % (level - 1) * 10) for level in range(1, 11))
    return b'<!DOCTYPE sms [<!ENTITY e0 "x">' + levels + b"]><sms><status>&e10;</status></sms>"


def _quadratic(most: int) -> bytes:
    """One long entity, often: below the 8 MiB at which expat begins to count."""
    long = min(most // 2, 10_000)
    return b'<!DOCTYPE sms [<!ENTITY e "' + b"x" * long + b'">]><sms><status>' + b"&e;" * min(780, most // 8) + b"</status></sms>"


def _chain(most: int) -> bytes:
    """Entities that lead to one another: an expat before 2.7 follows them by recursion until the stack is gone (CVE-2024-8176)."""
    count = min(100_000, most // 28 - 10)
    links = b"".join(b'<!ENTITY e%d "&e%d;">' % (number, number - 1) for number in range(1, count))
    return b'<!DOCTYPE sms [<!ENTITY e0 "x">' + links + b"]><sms><status>&e%d;</status></sms>" % (count - 1)


#: Attacks by name: a function of the most octets. The full size is 9 MiB, a callback's 256 KiB.
ATTACKS: dict[str, Callable[[int], bytes]] = {
    "billion laughs": _bomb,
    "quadratic blow-up": _quadratic,
    "chain of entities": _chain,
    "external entity": lambda _: b'<!DOCTYPE sms [<!ENTITY e SYSTEM "file:///etc/hostname">]><sms><status>&e;</status></sms>',
    "external DTD": lambda _: b'<!DOCTYPE sms SYSTEM "http://127.0.0.1:9/x.dtd">' + _REPLY,
    "parameter entity": lambda _: b'<!DOCTYPE sms [<!ENTITY % e "<!ENTITY f SYSTEM \'file:///etc/hostname\'>">%e;]>' + _REPLY,
    "unparsed entity": lambda _: b'<!DOCTYPE sms [<!NOTATION n SYSTEM "n"><!ENTITY e SYSTEM "x" NDATA n>]>' + _REPLY,
    "undefined entity": lambda _: b"<sms><status>&x;</status></sms>",
    "attribute of an inner element": lambda _: b'<sms><status a="1">1</status></sms>',
    "default attributes": lambda _: b"<!DOCTYPE sms [<!ATTLIST sms " + b'a CDATA "x" ' * 1000 + b">]>" + _REPLY,
    "empty document type": lambda _: b"<!DOCTYPE sms>" + _REPLY,
    "deep": lambda most: b"<a>" * min(200_000, most // 7) + b"</a>" * min(200_000, most // 7),
    "one attribute": lambda most: b'<sms a="' + b"x" * min(8 << 20, most - 100) + b'"><status>1</status></sms>',
    "attributes": lambda most: b"<sms " + b"".join(b"a%06d='' " % number for number in range(min(200_000, most // 12))) + b"/>",
    "processing instruction": lambda _: b"<?php evil ?>" + _REPLY,
    "stylesheet": lambda _: b'<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?>' + _REPLY,
    "comments": lambda most: b"<sms>" + b"<!---->" * (min(most, 1 << 20) // 8) + b"x<status/></sms>",
    "CDATA": lambda most: b"<sms>" + b"<![CDATA[x]]>" * (min(most, 1 << 20) // 14) + b"</sms>",
    "references by number": lambda most: b"<sms>" + b"&#x41;" * (min(most, 1 << 20) // 7) + b"</sms>",
    "elements": lambda most: b"<sms><status>1</status>" + b"<a/>" * (min(most, 1 << 20) // 5) + b"</sms>",
    "one name": lambda most: b"<sms>x<" + b"a" * min(8 << 20, most - 100) + b"/></sms>",
    "declared idna": _declared(b"idna", b"<sms><status>\xff</status></sms>"),
    "declared base64": _declared(b"base64", b64encode(_REPLY)),
    "declared utf-7": _declared(b"utf-7", b"+ADw-sms+AD4APA-status+AD4-1+ADw-/status+AD4APA-/sms+AD4-"),
    "declared bogus": _declared(b"bogus-9", _REPLY.replace(b"1", b"\xff")),
    "declared utf-16, and is not": lambda _: b"\xff\xfe" + '<?xml version="1.0" encoding="utf-16"?><sms/>'.encode("utf-16-le"),
    "utf-16 without a mark": lambda _: "<sms><status>1</status></sms>".encode("utf-16-be"),
    "NULs": lambda _: b"<\0s\0m\0s\0>" + b"\0" * 1000,
}
_ATTACK = 9 << 20

_OURS = """
import sys, time, tracemalloc
from smsc_codec import replies
from smsc_codec.errors import DecodeError
codec, body = replies.status(fmt=2, all=2), sys.stdin.buffer.read()
def tried():
    try: codec.decode(body)
    except DecodeError as error: return error
def spent(work):
    start = time.process_time()
    result = work()
    return result, f"{(time.process_time() - start) * 1e3:.1f}"
try: codec.decode("<sms/>")
except DecodeError as first: str(first)  # what is built once is built now
error, refused = spent(tried)
_, told = spent(lambda: str(error))
tracemalloc.start(); tried(); peak = tracemalloc.get_traced_memory()[1] / 2**20; tracemalloc.stop()
print(f"{'taken' if error is None else 'refused'} | {refused} | {told} | {peak:.1f}")
"""
_TREE = """
import sys, time, tracemalloc
from xml.etree import ElementTree
body = sys.stdin.buffer.read()
def tried():
    try: ElementTree.fromstring(body)
    except Exception as error: return type(error).__name__
    return "taken"
start = time.process_time(); told = tried(); spent = time.process_time() - start
print(f"{told} | {spent * 1e3:.1f}")
"""


def _child(script: str, body: bytes) -> str:
    try:
        run = subprocess.run([sys.executable, "-c", script], input=body, capture_output=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        return "not in 120 s |"
    return run.stdout.decode().strip() if run.returncode == 0 else f"the interpreter dies, {-run.returncode} |"


def _attacks() -> None:
    print("\n| XML attack | octets | ours | ms | its text, ms | peak, MiB | ElementTree | ms |\n|---|---|---|---|---|---|---|---|")
    for name, attack in ATTACKS.items():
        body = attack(_ATTACK)
        print(f"| {name} | {len(body)} | {_child(_OURS, body)} | {_child(_TREE, body)} |", flush=True)


# ---- measuring


def _spent(door: Door, octets: bytes) -> float:
    gc.collect()
    start = time.process_time()  # of the processor: other processes do not count
    knock(door, octets)
    return time.process_time() - start


def _median(door: Door, octets: bytes, rounds: int) -> float:
    first = _spent(door, octets)
    return statistics.median([first, *(_spent(door, octets) for _ in range((min(rounds, 3) if first > _LONG else rounds) - 1))])


def _growth(door: Door, family: str, sizes: Sequence[int], rounds: int) -> tuple[float, float, float]:
    """The worst doubling of a family, what a doubling costs on the whole, and the seconds of the largest size."""
    bodies = [door.octets(family, size) for size in sizes]
    times: list[float] = []
    for body in bodies:
        times.append(_median(door, body, rounds))
        if len(times) > 1 and times[-1] > 20:
            break  # no doubt about it, and no end of it
    worst = 0.0
    for (small, before), (large, after) in pairwise(zip(bodies, times, strict=False)):
        # What does not grow (a family whose unit is larger) says nothing.
        if before < _NOISE or len(large) < 1.9 * len(small):
            continue
        ratio = after / before
        for _ in range(_AGAIN):
            if ratio <= _DOUBTFUL or after > 20:
                break
            ratio = min(ratio, _median(door, large, rounds) / _median(door, small, rounds))
        worst = max(worst, ratio)
    # One step can be the allocator's, that asks the system for more; over all of them it does not count.
    told = [(len(body), spent) for body, spent in zip(bodies, times, strict=False) if spent >= _NOISE]
    grown = math.log2(told[-1][0] / told[0][0]) if told else 0
    return worst, (told[-1][1] / told[0][1]) ** (1 / grown) if grown > 0.5 else 0.0, times[-1]


def _peak(door: Door, octets: bytes) -> float:
    """Octets of memory for each octet of the input, at the worst moment."""
    gc.collect()
    tracemalloc.start()
    try:
        knock(door, octets)
        return tracemalloc.get_traced_memory()[1] / len(octets)
    finally:
        tracemalloc.stop()


def _measure(door: Door, *, quick: bool) -> float:
    most = min(1 << 18 if quick else LARGEST, door.longest)
    sizes = [size for size in (65536 << step for step in range(5)) if size <= most]
    rounds = 3 if quick else 7
    growths, slowest, peaks = [], [], []
    for family in door.families:
        knock(door, door.octets(family, 2048))  # what is built once is built now
        growth, mean, spent = _growth(door, family, sizes, rounds)
        growths.append((growth, mean, family))
        slowest.append((spent, family))
        body = door.octets(family, min(most, _WEIGHED))
        if spent < 20 and len(body) > _WEIGHED // 8:
            peaks.append((_peak(door, body), family))
    (growth, mean, of_growth), (spent, of_spent), (peak, of_peak) = max(growths), max(slowest), max(peaks)
    doubling = f"{growth:.2f} (on the whole {mean:.2f}), {of_growth}" if growth else "below the noise"
    print(f"| {door.name} | {len(door.families)} | {most >> 10} | {spent * 1e3:.0f}, {of_spent} | {doubling} | {peak:.1f}, {of_peak} |", flush=True)
    return growth


def main() -> None:
    chosen = [word for word in sys.argv[1:] if not word.startswith("-")]
    doors = [door for door in DOORS if not chosen or any(door.name.startswith(word) for word in chosen)]
    gc.collect()
    gc.freeze()  # what is there already is not looked through before every measurement
    if doors:
        print("| door | families | KiB | slowest, ms | worst doubling | peak octets an octet |\n|---|---|---|---|---|---|")
        worst = max(_measure(door, quick="--quick" in sys.argv) for door in doors)
        print(f"\n{len(doors)} doors, {sum(len(door.families) for door in doors)} families; worst doubling {worst:.2f}")
    if not chosen or "XML attacks".startswith(tuple(chosen)):
        _attacks()


if __name__ == "__main__":
    main()
