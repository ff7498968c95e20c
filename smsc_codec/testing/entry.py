"""The Hypothesis entry point: register a strategy for each type when its module is imported.

Hypothesis calls :func:`register` whenever it is imported, also in programs that do not use this
library, so ``register`` loads neither the types nor the strategies. It registers a function for the
types that are already imported, and installs an import hook for the others. That function loads
:mod:`smsc_codec.testing.strategies` the first time a test draws one of the types.
"""

from __future__ import annotations

import sys
from functools import partial
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

    from hypothesis.strategies import SearchStrategy

__all__ = ["TYPES", "register"]

#: The types that have a strategy, by the module that defines them.
TYPES: Mapping[str, tuple[str, ...]] = {
    "smsc_codec.callbacks.events": ("ConfirmedCall", "DeliveryStatus", "IncomingMessage"),
    "smsc_codec.flags": ("MessageFlags",),
    "smsc_codec.pages.balance": ("Balance",),
    "smsc_codec.pages.downloads": ("Task",),
    "smsc_codec.pages.get": ("Answer", "Prices", "SentMessage", "Statistics", "Zone"),
    "smsc_codec.pages.info": ("Operator",),
    "smsc_codec.pages.phones": ("Contact", "ContactGroup"),
    "smsc_codec.pages.receive_phones": ("RentalCharge", "RentalNumber"),
    "smsc_codec.pages.send": ("RecipientResult", "SendResult"),
    "smsc_codec.pages.senders": ("Sender",),
    "smsc_codec.pages.shared": ("Created", "Done"),
    "smsc_codec.pages.status": ("HlrStatus", "NotFound", "SmsStatus"),
    "smsc_codec.pages.templates": ("Template",),
    "smsc_codec.pages.tinyurls": ("Link",),
    "smsc_codec.pages.users": ("PaymentResult",),
    "smsc_codec.pages.wait_call": ("WaitCall",),
    "smsc_codec.requests": ("Command", "Credentials"),
    "smsc_codec.schema.failure": ("Failure",),
    "smsc_codec.smpp.bitfields": ("AdditionalStatus", "EsmClass", "RegisteredDelivery"),
    "smsc_codec.smpp.pdu": (
        "BindReceiver",
        "BindReceiverResp",
        "BindTransceiver",
        "BindTransceiverResp",
        "BindTransmitter",
        "BindTransmitterResp",
        "DataSm",
        "DataSmResp",
        "DeliverSm",
        "DeliverSmResp",
        "EnquireLink",
        "EnquireLinkResp",
        "GenericNack",
        "QuerySm",
        "QuerySmResp",
        "RawPdu",
        "SubmitSm",
        "SubmitSmResp",
        "Unbind",
        "UnbindResp",
    ),
    "smsc_codec.smpp.receipts": ("Receipt",),
    "smsc_codec.smpp.report": ("DeliveryReport",),
    "smsc_codec.smpp.segments": ("Segment",),
    "smsc_codec.smpp.system_type": ("SystemType",),
    "smsc_codec.smpp.times": ("Period",),
    "smsc_codec.smpp.tlv_types": ("NetworkError",),
    "smsc_codec.smpp.tlvs": ("Tlv",),
}


def register() -> None:
    """Make ``st.from_type`` draw realistic values of this library's types.

    May be called repeatedly, and while modules of this library are being imported: importing
    :mod:`smsc_codec.testing.strategies` first imports Hypothesis, which calls this function.
    """
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
    for name in TYPES:
        if name in sys.modules:
            # import_module waits for a module that another thread is still importing.
            _register_types(import_module(name))


class _Finder(MetaPathFinder):
    """Finds the modules in :data:`TYPES` by means of the other finders, and wraps their loaders."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in TYPES:
            return None
        for finder in sys.meta_path:
            if finder is self:
                continue
            spec = finder.find_spec(fullname, path, target)
            if spec is not None:
                if spec.loader is not None:
                    spec.loader = _RegisteringLoader(spec.loader)
                return spec
        return None


class _RegisteringLoader(Loader):
    """Executes a module with its own loader, then registers the types that it defines."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        # Restore the original loader, which inspect, pkgutil and importlib.resources rely on.
        module.__loader__ = self._loader
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        _register_types(module)


def _register_types(module: ModuleType) -> None:
    from hypothesis import strategies as st

    for name in TYPES[module.__name__]:
        # A module that is still being imported in this thread may lack some of its types.
        cls = getattr(module, name, None)
        if cls is not None:
            st.register_type_strategy(cls, partial(_strategy, cls))


def _strategy(cls: type[Any], _: object) -> SearchStrategy[Any]:
    """Return the strategy for a type, whichever supertype or generic alias was requested."""
    strategies = import_module("smsc_codec.testing.strategies")
    strategy: SearchStrategy[Any] = strategies.for_type(cls)
    return strategy
