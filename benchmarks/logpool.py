"""What the made log is composed of: values drawn once from ``smsc_codec.testing.strategies``, and kept in ``logpool.json``.

They are kept because a draw is not the same in every version of Hypothesis and of Python, and the made log has to be.
``python -m benchmarks.logpool`` draws them anew, by a fixed seed; the sample of the package is then to be made anew, too.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["pool"]

FILE = Path(__file__).with_name("logpool.json")
SEED, EACH = 20260301, 40
#: The handler whose callbacks are drawn; a form in the service's charset, and in UTF-8; JSON.
HANDLERS = {
    "form-cp1251": "https://shop.example/sms?md5=SECRET&shop=7",
    "form-utf8": "https://shop.example/sms?charset=utf-8&md5=SECRET",
    "json": "https://shop.example/sms?charset=utf-8&fmt=3&md5=SECRET",
}


@cache
def pool() -> dict[str, list[Any]]:
    """The values by the name of what they are: bodies as text, PDUs in hexadecimal, requests as [path, parameters]."""
    found: dict[str, list[Any]] = json.loads(FILE.read_text("utf-8"))
    return found


def drawn(strategy: Any, taken: Callable[[Any], bool], kept: Callable[[Any], Any]) -> list[Any]:
    """Different values of a strategy that ``taken`` takes, as ``kept`` gives them."""
    from hypothesis import HealthCheck, Phase, given, seed, settings

    found: dict[str, Any] = {}

    @seed(SEED)
    @settings(
        max_examples=EACH * 8,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        deadline=None,
    )
    @given(strategy)
    def collect(value: Any) -> None:
        if taken(value):
            plain = kept(value)
            found.setdefault(json.dumps(plain), plain)

    collect()
    # Hypothesis begins with the smallest values.
    return list(found.values())[-EACH:]


def _drawn_pool() -> dict[str, list[Any]]:
    from smsc_codec import Failure, HlrStatus, NotFound, SendResult, replies, smpp
    from smsc_codec.callbacks import Handler
    from smsc_codec.requests import Credentials
    from smsc_codec.testing import strategies

    def telling(value: Any) -> bool:
        """As the service always answers: an error with its words, a status with its time, a message with its number."""
        if isinstance(value, Failure):
            return bool(value.description)
        if isinstance(value, SendResult):
            return value.id is not None and not value.extra
        return (
            not isinstance(value, HlrStatus | NotFound)
            and bool(getattr(value, "last_date", True))
            and not value.extra
        )

    def replied(codec: Any) -> list[Any]:
        def taken(body: bytes) -> bool:
            value = codec.decode(body)
            spelled = codec.fmt == 1 or telling(
                value
            )  # columns have no words, and are read behind their request
            return (
                spelled
                and not isinstance(value, HlrStatus | NotFound)
                and (codec.fmt == 3 or b"\n" not in flat(body.decode(), codec.fmt).encode())
            )

        return drawn(strategies.bodies(codec), taken, bytes.decode)

    def requested(name: str, *without: str) -> list[Any]:
        def kept(command: Any) -> Any:
            shown = {
                key: text
                for key, text in command.params(Credentials(login="alex", psw="secret")).items()
                if key not in without
            }
            return [command.path, shown]

        return drawn(strategies.commands(name), lambda _: True, kept)

    made: dict[str, list[Any]] = {}
    for fmt, level in ((0, 2), (1, 1), (2, 2), (3, 2)):
        made[f"status{fmt}"] = replied(replies.status(fmt=fmt, all=level))
    for fmt in (0, 1, 2, 3):
        made[f"send{fmt}"] = replied(replies.send(fmt=fmt))
    made["balance1"] = replied(replies.balance(fmt=1))
    for name in ("send", "status", "balance", "wait_call", "senders"):
        made[f"ask-{name}"] = requested(name)
    for name, url in HANDLERS.items():
        made[f"callback-{name}"] = drawn(
            strategies.callbacks(Handler.from_url(url)),
            lambda _: True,
            lambda pair: pair[1].decode(),
        )
    made["receipt"] = drawn(
        strategies.records(smpp.Receipt),
        lambda value: b"\n" not in smpp.receipts.encode(value),
        lambda value: smpp.receipts.encode(value).decode("latin-1"),
    )
    made["receipt-sms"] = [text for text in made["receipt"] if " sub:" in text]
    for cls in (smpp.DeliverSm, smpp.SubmitSm, smpp.SubmitSmResp, smpp.EnquireLink):
        made[cls.__name__] = drawn(
            strategies.records(cls),
            lambda pdu: pdu.command_status == 0 and not getattr(pdu, "rest", b""),
            lambda pdu: smpp.encode(pdu).hex(),
        )
    return made


def flat(body: str, fmt: int) -> str:
    """A reply in one line, as a program shows what it has parsed."""
    if fmt == 3:
        return json.dumps(json.loads(body), ensure_ascii=False)
    return body.replace(">\n<", "><") if fmt == 2 else body


if __name__ == "__main__":
    FILE.write_text(json.dumps(_drawn_pool(), ensure_ascii=False, indent=0) + "\n", "utf-8")
