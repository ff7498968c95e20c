"""Input of the benchmarks: realistic message statuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache

from smsc_codec import replies
from smsc_codec.codes import DeliveryErrorCode, MessageStatus, MessageType
from smsc_codec.flags import MessageFlags
from smsc_codec.pages.status import SmsStatus

_FIRST = SmsStatus(
    status=MessageStatus.DELIVERED,
    last_date=datetime(2023, 3, 14, 15, 9, 26),
    last_timestamp=1678795766,
    flag=MessageFlags(0),
    err=DeliveryErrorCode.NONE,
    send_date=datetime(2023, 3, 14, 15, 9, 21),
    send_timestamp=1678795761,
    phone="79990000000",
    cost=Decimal("3.80"),
    sender_id="SMSC.RU",
    status_name="Доставлено",
    message="Ваш код подтверждения: 4821. Никому его не сообщайте.",
    comment="",
    mccmnc="25002",
    country="Россия",
    operator="МегаФон",
    operator_orig="Билайн",
    region="г.Москва и Московская область",
    type=MessageType.SMS,
    sms_cnt=2,
)
_STATUSES = (
    MessageStatus.DELIVERED,
    MessageStatus.EXPIRED,
    MessageStatus.UNDELIVERABLE,
    MessageStatus.READ,
)


@cache
def samples() -> tuple[SmsStatus, ...]:
    """Return 100 statuses with realistic variation; one message in ten contains a comma."""
    return tuple(
        replace(
            _FIRST,
            status=_STATUSES[number % 4],
            last_date=datetime(2023, 3, 14, 15, 9, 26) + timedelta(seconds=7919 * number),
            last_timestamp=1678795766 + 7919 * number,
            err=DeliveryErrorCode(0 if number % 4 in (0, 3) else 248),
            phone=f"7999{number:07}",
            cost=Decimal(f"{number % 9}.{number:02}"),
            message=f"Заказ {number}{', готов' if number % 10 == 0 else ' готов'}. Ждём вас"[
                : 60 + number % 30
            ],
            comment="" if number % 3 else f"заказ {number}",
        )
        for number in range(100)
    )


@cache
def bodies(fmt: int, level: int) -> list[bytes]:
    """Return the encoded statuses in a format and level."""
    codec = replies.status(fmt=fmt, all=level)
    return [codec.encode(codec.restrict(value)) for value in samples()]
