"""Callbacks: decode, verify and encode what the service posts to the client's handler.

:mod:`relay` signs an accepted callback again, to pass it on.
"""

from smsc_codec.callbacks import relay
from smsc_codec.callbacks.codecs import MAX_BODY_BYTES, MAX_FIELDS
from smsc_codec.callbacks.events import (
    ConfirmedCall,
    DeliveryStatus,
    Event,
    EventKind,
    IncomingMessage,
)
from smsc_codec.callbacks.handler import (
    ACK_STATUS,
    MAX_RETRIES,
    RETRY_INTERVAL,
    Handler,
    ReceivedCallback,
)
from smsc_codec.callbacks.signing import Outcome, Verdict

__all__ = [
    "ACK_STATUS",
    "MAX_BODY_BYTES",
    "MAX_FIELDS",
    "MAX_RETRIES",
    "RETRY_INTERVAL",
    "ConfirmedCall",
    "DeliveryStatus",
    "Event",
    "EventKind",
    "Handler",
    "IncomingMessage",
    "Outcome",
    "ReceivedCallback",
    "Verdict",
    "relay",
]
