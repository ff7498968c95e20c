"""``python -m tests.bench.hostile``: hostile families, doubled from 64 kB to 1 MiB: how the time grows on every wire.

A ratio of 2 is linear; the worst doubling of each family is shown, the error with its text and hint included.
"""

from __future__ import annotations

import statistics
import sys
import time
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from smsc_codec import replies
from smsc_codec.errors import DecodeError

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD1 = "1,1678795766,0,1678795761,79990000000,3.80,X,Y,"
HEAD0 = "Status = 1, check_time = , err = 0, send_date = , phone = 7, cost = 1, sender_id = X, status_name = Y, message = "

#: Family to (text of about n characters).
FAMILIES: dict[str, Callable[[int], str]] = {
    "commas": lambda n: HEAD1 + "," * n,
    "comma zero": lambda n: HEAD1 + ",0" * (n // 2),
    "comma blank zero": lambda n: HEAD1 + ", 0" * (n // 3) + "x",
    "columns": lambda n: "1," + "a," * (n // 2),
    "digits": lambda n: "1" * n,
    "minus three": lambda n: "-3" + ",0" * (n // 2),
    "HLR": lambda n: "1,1,0,2,7,250,02," + "HLR," * (n // 4) + "4",
    "letters": lambda n: HEAD1 + "я" * n,
    "comment labels": lambda n: HEAD0 + ", comment = " * (n // 12),
    "type labels": lambda n: HEAD0 + ", type = 1" * (n // 10) + "x",
    "id labels": lambda n: HEAD0 + ", ID = 1" * (n // 8) + "x",
    "operator labels": lambda n: "Status = 1, check_time = , send_date = , phone = , country = a" + ", operator = x" * (n // 14),
    "brackets": lambda n: "ERROR = 1 (" + ")" * n + "x",
    "status labels": lambda n: "Status = 1, check_time = \n" * (n // 26),
    "rows": lambda n: "1,1678795766,0,42,79990000000\n" * (n // 30),
    "row heads": lambda n: "1,1678795766,0,\n" * (n // 16),
    "line breaks": lambda n: HEAD1 + "\n" * n,
    "nested lists": lambda n: "[" * n,
    "JSON strings": lambda n: '{"status": 1, "message": "' + "\\u0041" * (n // 6) + '"}',
    "JSON keys": lambda n: '{"status": 1' + "".join(f', "k{i}": 1' for i in range(n // 14)) + "}",
    "JSON blanks": lambda n: '{"status": 1' + " " * n + "x}",
    "JSON rows": lambda n: "[" + '{"status": 1},' * (n // 14) + '{"status": "x"}]',
    "JSON quotes": lambda n: '{"status": 1, "message": "' + '\\"' * (n // 2),
    "elements": lambda n: "<sms><status>1</status>" + "".join(f"<k{i}>1</k{i}>" for i in range(n // 18)) + "</sms>",
    "deep elements": lambda n: "<a>" * (n // 3),
    "XML rows": lambda n: "<list>" + "<sms><status>1</status></sms>" * (n // 29) + "<sms/></list>",
    "ampersands": lambda n: "<sms><status>1</status><message>" + "&amp;" * (n // 5) + "</message></sms>",
    "XML blanks": lambda n: "<sms>" + " " * n + "<status>x</status></sms>",
    "angle brackets": lambda n: "<" * n,
}


def spent(codec: Any, text: str) -> float:
    start = time.perf_counter()
    try:
        codec.decode(text)
    except DecodeError as error:
        str(error)
    return time.perf_counter() - start


def main() -> None:
    sizes = [65536 << step for step in range(5)]
    rounds = 3 if "--quick" in sys.argv else 7
    worst = 0.0
    print("| family | codec | 1 MiB, ms | worst doubling |\n|---|---|---|---|")
    for name, family in FAMILIES.items():
        slowest: tuple[float, str, float] = (0.0, "", 0.0)
        for fmt in range(4):
            for level in (0, 1, 2):
                for codec in (replies.status(fmt=fmt, all=level), replies.statuses(fmt=fmt, all=level)):
                    spent(codec, family(64))
                    times = [statistics.median(spent(codec, family(size)) for _ in range(rounds)) for size in sizes]
                    growth = max((after / before for before, after in pairwise(times) if before > 0.02), default=0.0)
                    slowest = max(slowest, (growth, codec.what, times[-1]))
        worst = max(worst, slowest[0])
        print(f"| {name} | {slowest[1]} | {slowest[2] * 1e3:.0f} | {slowest[0]:.2f} |", flush=True)
    print(f"\nworst doubling {worst:.2f}")


if __name__ == "__main__":
    main()
