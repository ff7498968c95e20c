"""Hypothesis strategies for everything that this library reads and writes, derived from its declarations.

They are registered with Hypothesis by its entry point: ``st.from_type(SmsStatus)`` and ``@given(...)`` on a parameter of such a
type draw realistic values, with nothing of this module imported. ``docs/testing.md`` has examples.
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
from smsc_codec.testing.fields import PHONE, of_kind, of_record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smsc_codec.callbacks import Event, Handler
    from smsc_codec.codec import Codec
    from smsc_codec.requests import Parameter, RequestSpec
    from smsc_codec.schema.failure import Failure
    from smsc_codec.schema.records import RecordLayout

__all__ = ["Shape", "bodies", "callbacks", "commands", "events", "records", "register", "replies"]

T = TypeVar("T")
#: What :func:`bodies` gives: as the service writes it; as it may well be written; damaged.
Shape = Literal["canonical", "odd", "mutated"]


def records(cls: type[T]) -> st.SearchStrategy[T]:
    """Values of a record: of a reply, a callback, a receipt, a PDU, a TLV, a flag.

    Args:
        cls: the record's class, such as ``SmsStatus``, ``DeliveryStatus``, ``smpp.Receipt``, ``smpp.DeliverSm``.

    Returns:
        Values that are told whole by the wires that carry all their fields; fields that a wire may leave out are None at times.

    Raises:
        ValueError: the class is no record of this library.
    """
    from smsc_codec.testing import smpp

    if cls in record_schemas():
        return of_record(record_schemas()[cls])
    if cls in smpp.STRATEGIES:
        return smpp.STRATEGIES[cls]
    raise ValueError(f"{cls.__name__} is no record of smsc_codec")


def replies(codec: Codec[T]) -> st.SearchStrategy[T | Failure]:
    """Values that a codec carries whole: ``codec.decode(codec.encode(value)) == value``.

    Args:
        codec: of :mod:`smsc_codec.replies`.
    """
    return _encodable(codec).map(lambda pair: pair[0])


def bodies(codec: Codec[Any], shape: Shape = "canonical") -> st.SearchStrategy[bytes]:
    """Bodies of replies, as octets in the codec's charset.

    Args:
        codec: of :mod:`smsc_codec.replies`.
        shape: ``canonical`` is as the service writes it. ``odd`` is read to the same value, but for ``extra``, and written
            otherwise: with a final line break, white space between elements and keys, a key that is not known yet.
            ``mutated`` is damaged, and may still be readable: a client has to live with either.
    """
    canonical = _encodable(codec).map(lambda pair: pair[1])
    if shape == "canonical":
        return canonical
    return (
        canonical.flatmap(mutated)
        if shape == "mutated"
        else st.builds(_odd, canonical, st.just(codec), st.integers(0, 7))
    )


def commands(name: str | None = None) -> st.SearchStrategy[Command[Any]]:
    """Commands, with arguments that the vendor's tables allow, ready for ``command.params(credentials)``.

    Args:
        name: one of :mod:`smsc_codec.commands`; any of them unless said.

    Raises:
        ValueError: there is no such command.
    """
    from smsc_codec.commands import REQUESTS

    found = [request for request in REQUESTS if name in (None, request.name)]
    if not found:
        raise ValueError(f"there is no command {name!r}")
    return st.sampled_from(found).flatmap(_command)


def events() -> st.SearchStrategy[Event]:
    """What a handler is told: statuses, incoming messages, confirmed calls."""
    return st.sampled_from(list(EventKind)).flatmap(_event)


def callbacks(handler: Handler) -> st.SearchStrategy[tuple[bytes, bytes]]:
    """Requests that the service would make to a handler: (query, body), signed with its secret.

    Args:
        handler: yours.
    """

    def made(event: Event) -> tuple[bytes, bytes] | None:
        try:
            return handler.encode(event)
        except EncodeError:  # koi8-r does not have all letters
            return None

    return (
        events()
        .map(made)
        .filter(lambda pair: pair is not None)
        .map(lambda pair: pair or (b"", b""))
    )


def register() -> None:
    """Tell Hypothesis of every record, of commands and credentials: done when this module is imported, by whomever."""
    from smsc_codec.testing import smpp

    for cls in (*record_schemas(), *smpp.STRATEGIES):
        st.register_type_strategy(cls, records)
    st.register_type_strategy(Command, lambda _: commands())
    st.register_type_strategy(
        Credentials,
        st.builds(Credentials, login=st.just("alex"), psw=st.just("secret"))
        | st.just(Credentials(apikey="key")),
    )


# ---- records and values


def _forms(codec: Codec[Any]) -> list[RecordLayout]:
    from smsc_codec.schema.failure import FAILURE

    return [*codec._reply.layouts, FAILURE]


def _encodable(codec: Codec[Any]) -> st.SearchStrategy[tuple[Any, bytes]]:
    """Values as the codec gives them back, and their octets."""
    if codec._reply.is_file:
        return (
            st.binary(max_size=50)
            .map(lambda octets: _pair(codec, octets))
            .filter(bool)
            .map(lambda pair: pair or (b"", b""))
        )
    *own, failure = [of_record(form.record) for form in _forms(codec)]
    one = st.one_of(own)
    values = (
        st.lists(one, min_size=1, max_size=4) | failure if codec._part == "many" else one | failure
    )
    return (
        values.map(lambda value: _pair(codec, value))
        .filter(lambda pair: pair is not None)
        .map(lambda pair: pair or (None, b""))
    )


def _pair(codec: Codec[Any], value: Any) -> tuple[Any, bytes] | None:
    try:
        octets = codec.encode(value)
    except EncodeError:
        return None
    return codec.decode(octets), octets


# ---- bodies

_BETWEEN = re.compile(rb"(?<=>)(?=<[a-z])")
_AT_COMMA = re.compile(rb',\n(?=")')


def _odd(body: bytes, codec: Codec[Any], choice: int) -> bytes:
    """The same reply in another hand."""
    odd = body
    if choice & 1:
        odd = _BETWEEN.sub(b"\n  ", odd) if codec.fmt == 2 else _AT_COMMA.sub(b" ,\t", odd)
    if (
        choice & 2
        and codec.fmt == 3
        and odd.endswith(b"\n}")
        and b": " in odd
        and hasattr(codec.decode(body), "extra")
    ):
        odd = odd[:-1] + b', "new_key": "x"}'
    if choice & 4 or odd == body:
        odd += b"\r\n" if choice & 1 else b"\n"
    return odd


_PIECES = (b",", b"\n", b"<", b'"', b"-3", b"0", b"\0", b"\xff")


@st.composite
def mutated(draw: st.DrawFn, octets: bytes, pieces: Sequence[bytes] = _PIECES) -> bytes:
    """Octets with some of them dropped, or replaced by one of ``pieces`` or by any others, or with such inserted."""
    made = bytearray(octets)
    piece = st.sampled_from(pieces) | st.binary(max_size=4)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(made)))
        made[at : at + draw(st.integers(0, 5))] = draw(piece)
    return bytes(made)


# ---- commands


def _scalar(parameter: Parameter) -> st.SearchStrategy[Any]:
    if parameter.choices:
        return st.sampled_from(parameter.choices)
    if parameter.kind.from_int is not None:
        return st.integers(
            parameter.minimum,
            max(parameter.minimum, 1000) if parameter.maximum is None else parameter.maximum,
        )
    of = of_kind(parameter.kind, parameter.name)
    return (
        of.map(lambda text: text[: parameter.max_length].strip() or "x")
        if parameter.kind.is_text
        else of
    )


def _value(parameter: Parameter) -> st.SearchStrategy[Any]:
    one = _scalar(parameter)
    return st.lists(one, min_size=1, max_size=3) if parameter.repeated else one


@st.composite
def _command(draw: st.DrawFn, request: RequestSpec) -> Command[Any]:
    """The required parameters and a few of the others; what the table forbids together is not drawn together."""
    from smsc_codec import commands as shelf

    found = {
        one.name: draw(_value(one))
        for one in request.parameters
        if one.required or draw(st.integers(0, 5)) == 0
    }
    for group in request.one_of:
        kept = draw(st.sampled_from(group))
        found = {name: value for name, value in found.items() if name == kept or name not in group}
        found.setdefault(kept, draw(_value(request.by_name[kept])))
    if request.name == "send" and "phones" in found:
        found.setdefault("mes", draw(_value(request.by_name["mes"])))
    found = {name: value for name, value in found.items() if request.needs.get(name, name) in found}
    shortest = min((len(found[name]) for name in request.paired), default=0)
    found |= {name: found[name][:shortest] for name in request.paired}
    try:
        made: Command[Any] = getattr(shelf, request.name)(**found)
    except EncodeError:  # a period that is too long, or ends before it begins
        made = getattr(shelf, request.name)(
            **{name: value for name, value in found.items() if name not in ("start", "end")}
        )
    return made


# ---- callbacks


def _event(kind: EventKind) -> st.SearchStrategy[Any]:
    """Events whose hashed fields are in the shapes that the verifier wants."""
    values: st.SearchStrategy[Any] = of_record(RECORD_LAYOUTS[kind].record)
    return (
        st.builds(lambda value, phone: replace(value, to=phone), values, PHONE)
        if kind is EventKind.MESSAGE
        else values
    )


register()
