"""The commands for replies: decode, encode, fields; and how the command line names a codec."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from smsc_codec.cli.streams import error_object, inputs, put

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from smsc_codec.codec import Codec

__all__ = ["PARAMETERS", "ReplyName", "codec_of", "decode", "encode", "show_fields"]

_SOME_BAD = 1
#: An explanation of a bad record tries every sibling codec. After this many, the hint is left out: the run must go on.
_HINTS = 20


class ReplyName(click.ParamType[str]):
    """A reply of the shelf, looked up when a command runs: help must not load what it would take to list them."""

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


#: The parameters of a request that decide which codec reads its reply.
PARAMETERS = ("fmt", "all", "cur", "cost", "op", "err", "operators")


def _codec_options(command: Any) -> Any:
    """What names a codec: the reply, and the request's parameters that decide its form."""
    for option in (
        click.argument("files", nargs=-1, type=click.Path(allow_dash=True)),
        click.argument("reply", type=ReplyName()),
        click.option(
            "--fmt",
            type=click.IntRange(0, 3),
            help="0 text, 1 comma line, 2 XML, 3 JSON (the default).",
        ),
        click.option(
            "--all",
            type=click.IntRange(0, 2),
            help="status, statuses: how much was asked for, 0 (the default) to 2.",
        ),
        click.option(
            "--cur", type=click.IntRange(0, 1), help="balance: whether the currency was asked for."
        ),
        click.option(
            "--cost",
            type=click.IntRange(0, 3),
            help="send, job_add: what was asked for of the cost.",
        ),
        click.option(
            "--op", type=click.IntRange(0, 1), help="send: whether every number was asked for."
        ),
        click.option(
            "--err",
            type=click.IntRange(0, 1),
            help="send: whether the wrong numbers were asked for.",
        ),
        click.option(
            "--operators",
            type=click.IntRange(0, 1),
            help="senders: whether the statuses at operators were asked for.",
        ),
        click.option(
            "--tail/--no-tail",
            default=None,
            help="status at fmt=1: the line ends with comment and type, or does not.",
        ),
        click.option(
            "--charset",
            type=click.Choice(["utf-8", "windows-1251", "koi8-r"]),
            help="The charset of the replies; utf-8 unless said.",
        ),
        click.option("--lines", is_flag=True, help="A reply a line, in and out."),
    ):
        command = option(command)
    return command


@click.command()
@_codec_options
@click.option(
    "--body-in",
    metavar="KEY",
    help="Every line is a JSON object with the reply, as a string, under KEY.",
)
@click.option("--show-data", is_flag=True, help="Do not mask phones and texts in errors.")
def decode(
    files: tuple[str, ...], body_in: str | None, show_data: bool, lines: bool, **options: Any
) -> int:
    """Decode replies to JSON, one object a reply. REPLY is a name such as status, statuses, balance, send, senders.

    Without FILES, or for -, standard input is read; a file is one reply unless --lines or --body-in is given. A bad
    reply becomes an object with "error" and the run goes on. With --body-in, an object may say "fmt", "all" and the
    other parameters beside its reply, where the command line does not.
    """
    from smsc_codec.cli.plain import dumps, to_plain
    from smsc_codec.errors import DecodeError

    bad = 0
    for place, body in inputs(files, lines=lines or body_in is not None):
        try:
            codec, reply = _wrapped(body, body_in, options)
            told = to_plain(codec.decode(reply))
        except DecodeError as error:
            bad += 1
            told = error_object(error, place, show_data=show_data, hint=bad <= _HINTS)
        except ValueError as error:
            bad += 1
            told = {"error": str(error), "at": place}
        put(dumps(told).encode() + b"\n")
    return _SOME_BAD if bad else 0


@click.command()
@_codec_options
def encode(files: tuple[str, ...], lines: bool, **options: Any) -> int:
    """Encode what decode writes back to replies, as the server sends them.

    Every input line is one reply. With --lines each reply is ended by a line break; without, they are written as they
    are, one after the other. Fields that the format and level do not carry are left out (see the fields command); a
    value that would read back differently is reported on standard error, and the run goes on.
    """
    from smsc_codec.cli.plain import dumps, from_plain
    from smsc_codec.errors import CodecError
    from smsc_codec.schema.failure import FAILURE

    codec = codec_of(options)
    records = {
        form.record.cls.__name__: form.record for form in (*_reply(options).layouts, FAILURE)
    }
    bad = 0
    for place, line in inputs(files, lines=True):
        try:
            octets = codec.encode(from_plain(json.loads(line), records))
        except CodecError as error:
            bad += 1
            click.echo(dumps({"error": str(error), "at": place}), err=True)
        except ValueError as error:
            bad += 1
            click.echo(dumps({"error": f"not what decode writes: {error}", "at": place}), err=True)
        else:
            put(
                _for_a_terminal(octets, codec.charset)
                if sys.stdout.isatty()
                else octets + b"\n" * lines
            )
    return _SOME_BAD if bad else 0


@click.command(name="fields")
@click.argument("reply", type=ReplyName())
def show_fields(reply: str) -> int:
    """Show which format and level of a reply carries which field."""
    from rich.console import Console
    from rich.table import Table

    from smsc_codec.schema.failure import Failure

    declared = _reply({"reply": reply})
    console = Console(highlight=False)
    console.print(
        f"For each format, the values of {declared.level_param!r} that carry the field."
        if declared.level_param
        else "Carried:"
    )
    for form in declared.layouts:
        table = Table(title=form.record.cls.__name__, title_justify="left")
        for heading in ("field", "fmt=0", "fmt=1", "fmt=2", "fmt=3"):
            table.add_column(heading)
        for name in form.record.names:
            if name != "extra":
                table.add_row(
                    name,
                    *(_carrying(declared, reply, fmt, form.record.cls, name) for fmt in range(4)),
                )
        console.print(table)
    console.print(f"Every form can be a {Failure.__name__} instead: the server's error.")
    return 0


def _carrying(declared: Any, reply: str, fmt: int, record: type, name: str) -> str:
    """The levels at which a format carries a field."""
    part = "one" if reply == declared.name else "row"
    carrying = [
        level
        for of, level in declared.supported
        if of == fmt and name in declared.codec(fmt, level, part=part).fields[record]
    ]
    if not carrying:
        carrying = [
            one.call_argument
            for one in declared.variants
            if fmt in one.fmts
            and name
            in declared.codec(fmt, one.levels[0], variant=one.name, part=part).fields[record]
        ]
    return " ".join(map(str, carrying)) if declared.level_param else "•" * bool(carrying)


# ---- codecs and inputs


def _reply(options: dict[str, Any]) -> Any:
    from smsc_codec.replies import REPLIES

    return next(reply for reply in REPLIES if options["reply"] in (reply.name, reply.list_name))


def codec_of(options: dict[str, Any], dashes: str = "--") -> Codec[Any]:
    """The codec that the options name; what was not given is left to the factory. ``dashes`` is what they were said with."""
    from smsc_codec import replies

    given = {
        name: value
        for name, value in options.items()
        if name in (*PARAMETERS, "tail") and value is not None
    }
    factory = getattr(replies, options["reply"])
    for name in given:
        if name not in factory.__kwdefaults__:
            raise click.UsageError(f"{options['reply']} takes no {dashes}{name}")
    try:
        codec: Codec[Any] = factory(**given)
    except (TypeError, ValueError) as error:
        raise click.UsageError(str(error)) from None
    return codec.with_charset(options["charset"]) if options.get("charset") else codec


def _wrapped(
    line: bytes, key: str | None, options: dict[str, Any]
) -> tuple[Codec[Any], bytes | str]:
    """The codec for an input and the reply in it, which stands under ``key`` of a JSON object if there is a key."""
    if key is None:
        return codec_of(options), line
    try:
        row = json.loads(line)
        body = row[key]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ValueError(f"not a JSON object with {key!r}") from None
    if not isinstance(body, str):
        raise ValueError(f"{key!r} is not a string")
    beside = {
        name: row[name]
        for name in PARAMETERS
        if options.get(name) is None and row.get(name) is not None
    }
    try:
        return codec_of({**options, **beside}, dashes=""), body
    except click.UsageError as error:
        raise ValueError(error.message) from None


def _for_a_terminal(octets: bytes, charset: str) -> bytes:
    """What is shown to a person is text that cannot steer the terminal; only a file or a pipe gets the octets."""
    from smsc_codec.errors import printable

    return "".join(printable(line) + "\n" for line in octets.decode(charset).split("\n")).encode()
