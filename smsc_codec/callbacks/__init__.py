"""The client's handler: what the service posts to it, decoded, verified, and made; :mod:`relay` signs it again."""

from smsc_codec.callbacks import relay
from smsc_codec.callbacks.codecs import FIELDS, LONGEST
from smsc_codec.callbacks.events import (
    ConfirmedCall,
    DeliveryStatus,
    Event,
    EventKind,
    IncomingMessage,
)
from smsc_codec.callbacks.handler import ANSWER, RETRIES, RETRY_EVERY, Handler, Received
from smsc_codec.callbacks.signing import Outcome, Verdict

__all__ = [
    "ANSWER",
    "FIELDS",
    "LONGEST",
    "RETRIES",
    "RETRY_EVERY",
    "ConfirmedCall",
    "DeliveryStatus",
    "Event",
    "EventKind",
    "Handler",
    "IncomingMessage",
    "Outcome",
    "Received",
    "Verdict",
    "relay",
]
