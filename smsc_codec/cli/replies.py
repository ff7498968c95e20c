"""The reply commands decode, encode and fields, and the options that select a codec."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from smsc_codec.cli.streams import error_object, inputs, put, put_json

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from smsc_codec.codec import Codec

    _StringParam = click.ParamType[str]
else:
    # Not generic at run time before click 8.4.
    _StringParam = click.ParamType

__all__ = ["PARAMETERS", "ReplyName", "codec_of", "decode", "encode", "show_fields"]

_SOME_BAD = 1
#: Finding a hint tries every related codec, so only this many errors get one.
_MAX_HINTS = 20


class ReplyName(_StringParam):
    """The name of a reply.

    Unlike click.Choice, lists the names only when a command runs: listing them loads every reply.
    """

    name = "reply"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in self._names():
            self.fail(f"{value!r} is none of {', '.join(self._names())}", param, ctx)
        return str(value)

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        return [CompletionItem(name) for name in self._names() if name.startswith(incomplete)]

    @staticmethod
    def _names() -> list[str]:
        from smsc_codec.replies import REPLIES

        return sorted(
            name
            for reply in REPLIES
            if not reply.is_file
            for name in (reply.name, reply.list_name)
            if name
        )


#: The request parameters that determine the codec of the reply.
PARAMETERS = ("fmt", "all", "cur", "cost", "op", "err", "operators")


def _codec_options(command: Any) -> Any:
    """Add the arguments and options that select a codec: those of the request that was sent."""
    for option in (
        click.argument("files", nargs=-1, type=click.Path(allow_dash=True)),
        click.argument("reply", type=ReplyName()),
        click.option(
            "--fmt",
            type=click.IntRange(0, 3),
            help="The format: 0 text, 1 comma-separated line, 2 XML, 3 JSON (default).",
        ),
        click.option(
            "--all",
            type=click.IntRange(0, 2),
            help="status, statuses: the requested level of detail, 0 (default) to 2.",
        ),
        click.option(
            "--cur",
            type=click.IntRange(0, 1),
            help="balance: 1 if the request asked for the currency.",
        ),
        click.option(
            "--cost",
            type=click.IntRange(0, 3),
            help="send, job_add: the value of cost in the request.",
        ),
        click.option(
            "--op",
            type=click.IntRange(0, 1),
            help="send: 1 if the request asked for details of each recipient.",
        ),
        click.option(
            "--err",
            type=click.IntRange(0, 1),
            help="send: 1 if the request asked for the rejected numbers.",
        ),
        click.option(
            "--operators",
            type=click.IntRange(0, 1),
            help="senders: 1 if the request asked for the status at each operator.",
        ),
        click.option(
            "--tail/--no-tail",
            default=None,
            help="status with --fmt 1: whether the line ends with comment and type.",
        ),
        click.option(
            "--charset",
            type=click.Choice(["utf-8", "windows-1251", "koi8-r"]),
            help="The charset of the replies; utf-8 by default.",
        ),
        click.option("--lines", is_flag=True, help="Treat every line as one reply."),
    ):
        command = option(command)
    return command


@click.command()
@_codec_options
@click.option(
    "--body-in",
    metavar="KEY",
    help="Read lines of JSON objects that contain the reply as a string under KEY.",
)
@click.option("--show-data", is_flag=True, help="Do not mask phones and texts in errors.")
def decode(
    files: tuple[str, ...], body_in: str | None, show_data: bool, lines: bool, **options: Any
) -> int:
    """Decode replies to JSON, one object per reply.

    REPLY is a name such as status, statuses, balance, send or senders. The options repeat those
    parameters of the request that determine the form of the reply.

    Without FILES, or if a file is -, standard input is read. A file is one reply unless --lines or
    --body-in is given. A reply that cannot be decoded becomes an object with "error", and the
    remaining replies are still decoded. With --body-in, "fmt", "all" and the other parameters are
    taken from the same object unless given as options.
    """
    from smsc_codec.cli.plain import to_plain
    from smsc_codec.errors import DecodeError

    bad = 0
    for location, data in inputs(files, lines=lines or body_in is not None):
        try:
            codec, body = _codec_and_body(data, body_in, options)
            result = to_plain(codec.decode(body))
        except DecodeError as error:
            bad += 1
            result = error_object(error, location, show_data=show_data, hint=bad <= _MAX_HINTS)
        except ValueError as error:
            bad += 1
            result = {"error": str(error), "location": location}
        put_json(result)
    return _SOME_BAD if bad else 0


@click.command()
@_codec_options
def encode(files: tuple[str, ...], lines: bool, **options: Any) -> int:
    """Encode the output of "decode" as replies, in the form in which the server sends them.

    Every input line is one reply. With --lines each encoded reply ends with a line break; without
    it, replies are written one after another with nothing between them. Fields that the format and
    level do not carry are omitted (see the fields command). A value that would not decode to itself
    is reported on standard error, and the remaining values are still encoded.
    """
    from smsc_codec.cli.plain import dumps, from_plain
    from smsc_codec.errors import CodecError
    from smsc_codec.schema.failure import FAILURE

    codec = codec_of(options)
    records = {
        layout.record.cls.__name__: layout.record for layout in (*_spec(options).layouts, FAILURE)
    }
    bad = 0
    for location, line in inputs(files, lines=True):
        try:
            data = codec.encode(from_plain(json.loads(line), records))
        except CodecError as error:
            bad += 1
            click.echo(dumps({"error": str(error), "location": location}), err=True)
        except ValueError as error:
            bad += 1
            message = f"expected the output of decode: {error}"
            click.echo(dumps({"error": message, "location": location}), err=True)
        else:
            put(_escape_reply(data, codec.charset) if sys.stdout.isatty() else data + b"\n" * lines)
    return _SOME_BAD if bad else 0


@click.command(name="fields")
@click.argument("reply", type=ReplyName())
def show_fields(reply: str) -> int:
    """Show which formats and levels of a reply carry which field."""
    from rich.console import Console
    from rich.table import Table

    from smsc_codec.schema.failure import Failure

    spec = _spec({"reply": reply})
    console = Console(highlight=False)
    console.print(
        f"The values of {spec.level_param!r} with which each format carries the field."
        if spec.level_param
        else "The formats that carry the field."
    )
    for layout in spec.layouts:
        table = Table(title=layout.record.cls.__name__, title_justify="left")
        for heading in ("field", "fmt=0", "fmt=1", "fmt=2", "fmt=3"):
            table.add_column(heading)
        for name in layout.record.names:
            if name != "extra":
                table.add_row(
                    name,
                    *(_carrying(spec, reply, fmt, layout.record.cls, name) for fmt in range(4)),
                )
        console.print(table)
    console.print(f"In every format the reply may be a {Failure.__name__} instead: a server error.")
    return 0


def _carrying(spec: Any, reply: str, fmt: int, record: type, name: str) -> str:
    """The levels at which a format carries a field, or else the variants that add it."""
    part = "one" if reply == spec.name else "row"
    carrying = [
        level
        for supported, level in spec.supported
        if supported == fmt and name in spec.codec(fmt, level, part=part).fields[record]
    ]
    if not carrying:
        carrying = [
            variant.call_argument
            for variant in spec.variants
            if fmt in variant.fmts
            and name
            in spec.codec(fmt, variant.levels[0], variant=variant.name, part=part).fields[record]
        ]
    return " ".join(map(str, carrying)) if spec.level_param else "•" * bool(carrying)


# ---- codecs and inputs


def _spec(options: dict[str, Any]) -> Any:
    """The declaration of the reply named in the options."""
    from smsc_codec.replies import REPLIES

    return next(reply for reply in REPLIES if options["reply"] in (reply.name, reply.list_name))


def codec_of(options: dict[str, Any], dashes: str = "--") -> Codec[Any]:
    """The codec that the options select; options that are None keep their default.

    Args:
        options: the values by parameter name; ``reply`` is required.
        dashes: the prefix of parameter names in error messages.

    Raises:
        click.UsageError: the reply does not take a parameter, or does not support its value.
    """
    from smsc_codec import replies

    given = {
        name: value
        for name, value in options.items()
        if name in (*PARAMETERS, "tail") and value is not None
    }
    factory = getattr(replies, options["reply"])
    for name in given:
        if name not in factory.__kwdefaults__:
            raise click.UsageError(f"{options['reply']} does not take {dashes}{name}")
    try:
        codec: Codec[Any] = factory(**given)
    except (TypeError, ValueError) as error:
        raise click.UsageError(str(error)) from None
    return codec.with_charset(options["charset"]) if options.get("charset") else codec


def _codec_and_body(
    data: bytes, key: str | None, options: dict[str, Any]
) -> tuple[Codec[Any], bytes | str]:
    """The codec for an input and the reply in it.

    Args:
        data: the reply, or a JSON object that contains it.
        key: where the JSON object has the reply; None if there is no object.
        options: the command-line options, which take precedence over the object.

    Raises:
        ValueError: the input is not a JSON object with a string under this key, or its parameters
            do not select a codec.
    """
    if key is None:
        return codec_of(options), data
    try:
        row = json.loads(data)
        body = row[key]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ValueError(f"expected a JSON object with {key!r}") from None
    if not isinstance(body, str):
        raise ValueError(f"{key!r}: expected a string")
    parameters = {
        name: row[name]
        for name in PARAMETERS
        if options.get(name) is None and row.get(name) is not None
    }
    try:
        return codec_of({**options, **parameters}, dashes=""), body
    except click.UsageError as error:
        raise ValueError(error.message) from None


def _escape_reply(data: bytes, charset: str) -> bytes:
    """An encoded reply with control characters escaped, for display on a terminal."""
    from smsc_codec.errors import printable

    return "".join(printable(line) + "\n" for line in data.decode(charset).split("\n")).encode()
