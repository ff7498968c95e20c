"""Hypothesis strategies for everything that this library decodes and encodes.

They are derived from its declarations and registered through Hypothesis's entry point:
``st.from_type(SmsStatus)``, and ``@given(...)`` on a parameter of such a type, draw realistic
values without an import of this module. ``docs/strategies.md`` has examples.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from hypothesis import strategies as st

from smsc_codec.callbacks.events import RECORD_LAYOUTS, EventKind
from smsc_codec.errors import EncodeError
from smsc_codec.registry import record_schemas
from smsc_codec.requests import Command, Credentials
from smsc_codec.testing import entry
from smsc_codec.testing.fields import PHONE, of_record, of_scalar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smsc_codec.callbacks import Event, Handler
    from smsc_codec.codec import Codec
    from smsc_codec.requests import Parameter, RequestSpec
    from smsc_codec.schema.failure import Failure
    from smsc_codec.schema.records import RecordLayout

__all__ = ["Shape", "bodies", "callbacks", "commands", "events", "records", "register", "replies"]

T = TypeVar("T")
#: The shapes of body that :func:`bodies` draws: canonical, valid but noncanonical, damaged.
Shape = Literal["canonical", "odd", "mutated"]


def records(cls: type[T]) -> st.SearchStrategy[T]:
    """Draw values of a record: a reply, an event, a receipt, a PDU, a TLV or a set of flags.

    Args:
        cls: the record's class, such as ``SmsStatus``, ``DeliveryStatus``, ``smpp.Receipt`` or
            ``smpp.DeliverSm``.

    Returns:
        Values that survive encoding and decoding in a format that has all their fields. Optional
        fields are sometimes None.

    Raises:
        ValueError: ``cls`` is not a record of this library.
    """
    from smsc_codec.testing import smpp

    if cls in record_schemas():
        return of_record(record_schemas()[cls])
    if cls in smpp.STRATEGIES:
        return smpp.STRATEGIES[cls]
    raise ValueError(f"{cls.__name__} is not a record of smsc_codec")


def replies(codec: Codec[T]) -> st.SearchStrategy[T | Failure]:
    """Draw values that survive a codec: ``codec.decode(codec.encode(value)) == value``.

    Args:
        codec: a codec from :mod:`smsc_codec.replies`.
    """
    return _encodable(codec).map(lambda pair: pair[0])


def bodies(codec: Codec[Any], shape: Shape = "canonical") -> st.SearchStrategy[bytes]:
    """Draw bodies of replies, as bytes in the codec's charset.

    Args:
        codec: a codec from :mod:`smsc_codec.replies`.
        shape: ``canonical`` bodies are what the service sends. ``odd`` bodies decode to the same
            value except for ``extra``, but differ in form: they have a final line break, white
            space between elements or keys, or an unknown key. ``mutated`` bodies are damaged; some
            of them still decode.
    """
    canonical = _encodable(codec).map(lambda pair: pair[1])
    if shape == "canonical":
        return canonical
    return (
        canonical.flatmap(mutated)
        if shape == "mutated"
        else st.builds(_noncanonical, canonical, st.just(codec), st.integers(0, 7))
    )


def commands(name: str | None = None) -> st.SearchStrategy[Command[Any]]:
    """Draw commands with arguments that the vendor's tables allow.

    Args:
        name: the name of a command in :mod:`smsc_codec.commands`; any command by default.

    Raises:
        ValueError: the command is unknown.
    """
    from smsc_codec.commands import REQUESTS

    requests = [request for request in REQUESTS if name in (None, request.name)]
    if not requests:
        raise ValueError(f"unknown command: {name!r}")
    return st.sampled_from(requests).flatmap(_command)


def events() -> st.SearchStrategy[Event]:
    """Draw callback events: delivery statuses, incoming messages, confirmed calls."""
    return st.sampled_from(list(EventKind)).flatmap(_event)


def callbacks(handler: Handler) -> st.SearchStrategy[tuple[bytes, bytes]]:
    """Draw requests that the service would send to a handler: (query, body), with their hashes.

    Args:
        handler: the handler whose charset, format and secrets to use.
    """

    def encode(event: Event) -> tuple[bytes, bytes] | None:
        try:
            return handler.encode(event)
        except EncodeError:  # a character that koi8-r lacks
            return None

    return (
        events()
        .map(encode)
        .filter(lambda pair: pair is not None)
        .map(lambda pair: pair or (b"", b""))
    )


def register() -> None:
    """Register the strategies of all records, commands and credentials with Hypothesis.

    Not needed in general: importing this module calls it, and Hypothesis's entry point registers
    each type when it is imported.
    """
    from smsc_codec.testing import smpp  # noqa: F401  # imports the SMPP types

    record_schemas()  # imports the types of replies and callbacks
    entry.register()


def for_type(cls: type[Any]) -> st.SearchStrategy[Any]:
    """Return the strategy that is registered for a type."""
    if cls is Command:
        return commands()
    if cls is Credentials:
        return st.builds(Credentials, login=st.just("alex"), psw=st.just("secret")) | st.just(
            Credentials(apikey="key")
        )
    return records(cls)


# ---- records and values


def _layouts(codec: Codec[Any]) -> list[RecordLayout]:
    from smsc_codec.schema.failure import FAILURE

    return [*codec._reply.layouts, FAILURE]


def _encodable(codec: Codec[Any]) -> st.SearchStrategy[tuple[Any, bytes]]:
    """Draw pairs of a value, as the codec decodes it, and its body."""
    if codec._reply.is_file:
        return (
            st.binary(max_size=50)
            .map(lambda content: _pair(codec, content))
            .filter(bool)
            .map(lambda pair: pair or (b"", b""))
        )
    *own, failure = [of_record(layout.record) for layout in _layouts(codec)]
    record = st.one_of(own)
    values = (
        st.lists(record, min_size=1, max_size=4) | failure
        if codec._part == "many"
        else record | failure
    )
    return (
        values.map(lambda value: _pair(codec, value))
        .filter(lambda pair: pair is not None)
        .map(lambda pair: pair or (None, b""))
    )


def _pair(codec: Codec[Any], value: Any) -> tuple[Any, bytes] | None:
    try:
        body = codec.encode(value)
    except EncodeError:
        return None
    return codec.decode(body), body


# ---- bodies

_BETWEEN = re.compile(rb"(?<=>)(?=<[a-z])")
_AT_COMMA = re.compile(rb',\n(?=")')


def _noncanonical(body: bytes, codec: Codec[Any], choice: int) -> bytes:
    """Return the same reply in a noncanonical form; the bits of ``choice`` select the changes."""
    changed = body
    if choice & 1:
        changed = (
            _BETWEEN.sub(b"\n  ", changed) if codec.fmt == 2 else _AT_COMMA.sub(b" ,\t", changed)
        )
    if (
        choice & 2
        and codec.fmt == 3
        and changed.endswith(b"\n}")
        and b": " in changed
        and hasattr(codec.decode(body), "extra")
    ):
        changed = changed[:-1] + b', "new_key": "x"}'
    if choice & 4 or changed == body:
        changed += b"\r\n" if choice & 1 else b"\n"
    return changed


_PIECES = (b",", b"\n", b"<", b'"', b"-3", b"0", b"\0", b"\xff")


@st.composite
def mutated(draw: st.DrawFn, data: bytes, pieces: Sequence[bytes] = _PIECES) -> bytes:
    """Draw damaged data: up to three runs of bytes are removed, replaced or inserted.

    Args:
        data: the bytes to damage.
        pieces: likely replacements; random bytes are drawn as well.
    """
    damaged = bytearray(data)
    piece = st.sampled_from(pieces) | st.binary(max_size=4)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(damaged)))
        damaged[at : at + draw(st.integers(0, 5))] = draw(piece)
    return bytes(damaged)


# ---- commands


def _scalar(parameter: Parameter) -> st.SearchStrategy[Any]:
    if parameter.choices:
        return st.sampled_from(parameter.choices)
    if parameter.kind.from_int is not None:
        return st.integers(
            parameter.minimum,
            max(parameter.minimum, 1000) if parameter.maximum is None else parameter.maximum,
        )
    values = of_scalar(parameter.kind, parameter.name)
    return (
        values.map(lambda text: text[: parameter.max_length].strip() or "x")
        if parameter.kind.is_text
        else values
    )


def _value(parameter: Parameter) -> st.SearchStrategy[Any]:
    values = _scalar(parameter)
    return st.lists(values, min_size=1, max_size=3) if parameter.repeated else values


@st.composite
def _command(draw: st.DrawFn, request: RequestSpec) -> Command[Any]:
    """Draw the required parameters and some others, in combinations that the vendor allows."""
    from smsc_codec import commands as factories

    arguments = {
        parameter.name: draw(_value(parameter))
        for parameter in request.parameters
        if parameter.required or draw(st.integers(0, 5)) == 0
    }
    for group in request.one_of:
        kept = draw(st.sampled_from(group))
        arguments = {
            name: value for name, value in arguments.items() if name == kept or name not in group
        }
        arguments.setdefault(kept, draw(_value(request.by_name[kept])))
    if request.name == "send" and "phones" in arguments:
        arguments.setdefault("mes", draw(_value(request.by_name["mes"])))
    arguments = {
        name: value
        for name, value in arguments.items()
        if request.needs.get(name, name) in arguments
    }
    shortest = min((len(arguments[name]) for name in request.paired), default=0)
    arguments |= {name: arguments[name][:shortest] for name in request.paired}
    factory = getattr(factories, request.name)
    try:
        command: Command[Any] = factory(**arguments)
    except EncodeError:  # a period that is too long, or ends before it begins
        command = factory(
            **{name: value for name, value in arguments.items() if name not in ("start", "end")}
        )
    return command


# ---- callbacks


def _event(kind: EventKind) -> st.SearchStrategy[Any]:
    """Draw events whose signed fields match the patterns that verification requires."""
    values: st.SearchStrategy[Any] = of_record(RECORD_LAYOUTS[kind].record)
    return (
        st.builds(lambda value, phone: replace(value, to=phone), values, PHONE)
        if kind is EventKind.MESSAGE
        else values
    )


register()
