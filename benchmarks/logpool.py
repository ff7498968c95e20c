"""The values in generated logs, drawn once from ``smsc_codec.testing.strategies``.

They are stored in ``logpool.json`` because draws depend on the versions of Hypothesis and Python,
while generated logs must be reproducible. ``python -m benchmarks.logpool`` draws them again with a
fixed seed; the sample of the package must then be regenerated, too.
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
#: Handler URLs of the drawn callbacks: a form in the service's charset, a form in UTF-8, and JSON.
HANDLERS = {
    "form-cp1251": "https://shop.example/sms?md5=SECRET&shop=7",
    "form-utf8": "https://shop.example/sms?charset=utf-8&md5=SECRET",
    "json": "https://shop.example/sms?charset=utf-8&fmt=3&md5=SECRET",
}


@cache
def pool() -> dict[str, list[Any]]:
    """Return the values by key: bodies as text, PDUs in hexadecimal, requests as [path, params]."""
    found: dict[str, list[Any]] = json.loads(FILE.read_text("utf-8"))
    return found


def draw(strategy: Any, accepts: Callable[[Any], bool], convert: Callable[[Any], Any]) -> list[Any]:
    """Draw distinct values of a strategy that ``accepts`` accepts, converted with ``convert``."""
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
        if accepts(value):
            plain = convert(value)
            found.setdefault(json.dumps(plain), plain)

    collect()
    # Hypothesis starts with the smallest values.
    return list(found.values())[-EACH:]


def _draw_pool() -> dict[str, list[Any]]:
    from smsc_codec import Failure, HlrStatus, NotFound, SendResult, replies, smpp
    from smsc_codec.callbacks import Handler
    from smsc_codec.requests import Credentials
    from smsc_codec.testing import strategies

    def is_complete(value: Any) -> bool:
        """Check that a reply has the fields that the service always sends."""
        if isinstance(value, Failure):
            return bool(value.description)
        if isinstance(value, SendResult):
            return value.id is not None and not value.extra
        return (
            not isinstance(value, HlrStatus | NotFound)
            and bool(getattr(value, "last_date", True))
            and not value.extra
        )

    def draw_replies(codec: Any) -> list[Any]:
        def accepts(body: bytes) -> bool:
            value = codec.decode(body)
            # fmt=1 has fewer fields, and is found only after its request.
            return (
                (codec.fmt == 1 or is_complete(value))
                and not isinstance(value, HlrStatus | NotFound)
                and (codec.fmt == 3 or b"\n" not in to_one_line(body.decode(), codec.fmt).encode())
            )

        return draw(strategies.bodies(codec), accepts, bytes.decode)

    def draw_requests(name: str, *without: str) -> list[Any]:
        def convert(command: Any) -> Any:
            params = {
                key: text
                for key, text in command.params(Credentials(login="alex", psw="secret")).items()
                if key not in without
            }
            return [command.path, params]

        return draw(strategies.commands(name), lambda _: True, convert)

    values: dict[str, list[Any]] = {}
    for fmt, level in ((0, 2), (1, 1), (2, 2), (3, 2)):
        values[f"status{fmt}"] = draw_replies(replies.status(fmt=fmt, all=level))
    for fmt in (0, 1, 2, 3):
        values[f"send{fmt}"] = draw_replies(replies.send(fmt=fmt))
    values["balance1"] = draw_replies(replies.balance(fmt=1))
    for name in ("send", "status", "balance", "wait_call", "senders"):
        values[f"ask-{name}"] = draw_requests(name)
    for name, url in HANDLERS.items():
        values[f"callback-{name}"] = draw(
            strategies.callbacks(Handler.from_url(url)),
            lambda _: True,
            lambda pair: pair[1].decode(),
        )
    values["receipt"] = draw(
        strategies.records(smpp.Receipt),
        lambda value: b"\n" not in smpp.receipts.encode(value),
        lambda value: smpp.receipts.encode(value).decode("latin-1"),
    )
    values["receipt-sms"] = [text for text in values["receipt"] if " sub:" in text]
    for cls in (smpp.DeliverSm, smpp.SubmitSm, smpp.SubmitSmResp, smpp.EnquireLink):
        values[cls.__name__] = draw(
            strategies.records(cls),
            lambda pdu: pdu.command_status == 0 and not getattr(pdu, "rest", b""),
            lambda pdu: smpp.encode(pdu).hex(),
        )
    return values


def to_one_line(body: str, fmt: int) -> str:
    """Return a reply in one line, as a program logs a parsed document."""
    if fmt == 3:
        return json.dumps(json.loads(body), ensure_ascii=False)
    return body.replace(">\n<", "><") if fmt == 2 else body


if __name__ == "__main__":
    FILE.write_text(json.dumps(_draw_pool(), ensure_ascii=False, indent=0) + "\n", "utf-8")
