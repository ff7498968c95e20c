"""The schema command: prints the JSON Schema of the command line's output."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from smsc_codec.cli.streams import put

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

__all__ = ["schema"]


def _complete(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    from smsc_codec.cli.json_schema import names

    return [CompletionItem(name) for name in names() if name.startswith(incomplete)]


@click.command()
@click.argument("kind", required=False, shell_complete=_complete)
def schema(kind: str | None) -> None:
    """Print the JSON Schema of what the other commands write.

    KIND is a record such as SmsStatus, DeliveryStatus, Receipt or DeliverSm, or the whole output of
    a command: reply (decode), callback, receipt, pdu, verdict (verify). "error" is the object that
    replaces an undecodable record. "request" is the object returned by Command.public_params() in
    Python. Without KIND, lists all names.
    """
    import json

    from smsc_codec.cli.json_schema import document, names
    from smsc_codec.errors import printable

    if kind is None:
        put("".join(f"{name}\n" for name in names()).encode())
        return
    if kind not in names():
        raise click.UsageError(f"{printable(kind)!r} is none of {', '.join(names())}")
    put(json.dumps(document(kind), indent=2, ensure_ascii=False).encode() + b"\n")
