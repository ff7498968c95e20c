"""The command that scans logs."""

from __future__ import annotations

import sys
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from smsc_codec.cli.blocks import Block
    from smsc_codec.cli.scan_block import BlockResult, ScanOptions
    from smsc_codec.cli.sinks import Hold, Sink
    from smsc_codec.cli.stats import Stats

__all__ = ["scan"]

_SOME_BAD, _IO, _INTERRUPTED = 1, 4, 130
_FORMATS = ("jsonl", "csv", "parquet")
#: How many errors are told in words, if they do not go to a file.
_SHOWN = 10


@click.command()
@click.argument("files", nargs=-1, type=click.Path(allow_dash=True))
@click.option(
    "--as",
    "said",
    metavar="KIND",
    help="Look for this alone: request, reply, callback, receipt, pdu. A reply such as status,fmt=1,all=1 takes every line that is not blank.",
)
@click.option(
    "--to",
    metavar="FILE",
    help="Write here, in the format of its suffix: .jsonl, .csv, .parquet. Without it, JSONL to standard output.",
)
@click.option(
    "--format", "form", type=click.Choice(_FORMATS), help="The format, where no suffix says it."
)
@click.option(
    "--stats",
    is_flag=True,
    help="Write a summary instead: kinds, statuses, errors, cost, delivery times, operators, senders.",
)
@click.option("--errors-to", metavar="FILE", help="Write an object for each damaged line here.")
@click.option(
    "--redact/--no-redact",
    default=None,
    help="Star phones, texts and secrets. Unless said: in the summary and in errors only.",
)
@click.option(
    "--raw-cells",
    is_flag=True,
    help="CSV: leave cells that a spreadsheet takes for formulas as they are.",
)
@click.option(
    "--lenient",
    is_flag=True,
    help="Read the receipts of any gateway, not only the service's own form.",
)
@click.option(
    "-j",
    "processes",
    type=click.IntRange(1, 256),
    default=1,
    metavar="N",
    help="Use N processes; the output does not depend on it.",
)
def scan(files: tuple[str, ...], **options: Any) -> int:
    """Find what logs hold of the service, and decode it: requests, replies, callbacks, receipts, PDUs.

    FILES may be compressed by gzip, xz or zstd. Without FILES, or for -, standard input is read. Every finding is an
    object with its line, its place in it, its kind and its value. Damaged lines are told on standard error, and the run goes on.

    Exit code 1 if a line was damaged, 4 if a file could not be read or written to its end, 130 if interrupted.
    """
    return _Run(files or ("-",), _job(files, options), options).run()


def _job(files: tuple[str, ...], options: dict[str, Any]) -> ScanOptions:
    """What the options ask for.

    Raises:
        click.UsageError: it cannot be.
    """
    from smsc_codec.cli.scan_block import ScanOptions

    to, form, stats, redact = options["to"], options["form"], options["stats"], options["redact"]
    if stats and (to or form):
        raise click.UsageError("--stats is written instead of the findings: no --to, no --format")
    if form is None and not stats:
        form = "jsonl" if to is None else to.rpartition(".")[2].lower()
        if form not in _FORMATS:
            raise click.UsageError(
                f"--to {to}: say --format, or a name that ends with .jsonl, .csv or .parquet"
            )
    if form == "parquet":
        _check_parquet(to)
    _check_apart(files, to, options["errors_to"])
    return ScanOptions(
        to="stats" if stats else form,
        kind=_kind(options["said"]),
        lenient=options["lenient"],
        redact=stats if redact is None else redact,
        mask=redact is not False,
        objects=options["errors_to"] is not None,
        raw_cells=options["raw_cells"],
        named=len(files) > 1,
    )


def _check_apart(files: tuple[str, ...], to: str | None, errors_to: str | None) -> None:
    """No file is written to that is used otherwise."""
    used = [name for name in files if name != "-"]
    for out in filter(None, (to, errors_to)):
        if any(_same(out, name) for name in used):
            raise click.UsageError(f"{out} would be overwritten while it is used")
        used.append(out)


def _same(one: str, other: str) -> bool:
    try:
        return Path(one).samefile(other) and Path(one).is_file()
    except OSError:
        return Path(one).resolve() == Path(other).resolve()


def _check_parquet(to: str | None) -> None:
    if to is None:
        raise click.UsageError("Parquet is no stream: say --to FILE")
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise click.UsageError('Parquet needs its extra: pip install "smsc-codec[arrow]"') from None


def _kind(said: str | None) -> Any:
    """What is looked for alone: a kind, or the codec of a reply, which takes every line."""
    from smsc_codec.logs import FindingKind

    kinds = [kind.value for kind in FindingKind if kind is not FindingKind.LINE]
    if said is None or said in kinds:
        return said
    from smsc_codec.cli.replies import PARAMETERS, ReplyName, codec_of

    name, *settings = said.split(",")
    try:
        ReplyName().convert(name, None, None)
    except click.BadParameter as error:
        raise click.UsageError(f"--as: {', '.join(kinds)}; or a reply: {error.message}") from None
    options: dict[str, Any] = {"reply": name}
    for setting in settings:
        key, _, text = setting.partition("=")
        if key not in (*PARAMETERS, "tail", "charset") or not text:
            raise click.UsageError(f"--as: {setting!r} is no parameter of a reply, such as fmt=1")
        if key != "charset" and not text.isdecimal():
            raise click.UsageError(f"--as: {key} is a number")
        options[key] = text if key == "charset" else bool(int(text)) if key == "tail" else int(text)
    try:
        return codec_of(options, dashes="")
    except ValueError as error:
        raise click.UsageError(f"--as: {error}") from None


def _closing(hold: Hold, sink: Sink) -> Callable[..., None]:
    """Closes what is written to, which is not to be interrupted either."""

    def close(*_: object) -> None:
        with hold():
            sink.close()

    return close


class _Run:
    """One run of the command: what it has read, and what became of it."""

    def __init__(self, files: tuple[str, ...], job: ScanOptions, options: dict[str, Any]) -> None:
        self._files = files
        self._job = job
        self._to: str | None = options["to"]
        self._errors_to: str | None = options["errors_to"]
        self._processes: int = options["processes"]
        self._read = self._found = self._bad = 0
        self._shown: list[str] = []
        self._broken: list[str] = []
        self._stats: Stats | None = None

    def run(self) -> int:
        """Read, work, write. Returns the exit code."""
        interrupted = False
        try:
            with ExitStack() as stack:
                self._pass(stack)
        except KeyboardInterrupt:
            interrupted = True
        finally:
            self._tell()
        if self._stats is not None:
            from smsc_codec.cli.summary import show

            show(self._stats, sys.stdout)
        return (
            _INTERRUPTED if interrupted else _IO if self._broken else _SOME_BAD if self._bad else 0
        )

    def _pass(self, stack: ExitStack) -> None:
        from smsc_codec.cli.files import size_of
        from smsc_codec.cli.pool import results
        from smsc_codec.cli.progress import shown
        from smsc_codec.cli.sinks import Lines, whole

        hold = stack.enter_context(whole())
        out = self._sink()
        stack.push(_closing(hold, out))
        errors = None if self._errors_to is None else Lines(self._errors_to)
        if errors is not None:
            stack.push(_closing(hold, errors))
        progressed = stack.enter_context(
            shown(size_of(self._files), quiet=self._to is None and sys.stdout.isatty())
        )
        made = stack.enter_context(closing(results(self._job, self._blocks(), self._processes)))
        for result in made:
            with hold():
                self._count(result)
                if errors is not None:
                    errors.put(result.errors)
                out.put(result.output)
            progressed(self._read, self._bad)

    def _sink(self) -> Sink:
        from smsc_codec.cli import sinks, tables

        if self._job.to == "parquet":
            assert self._to is not None  # the options were checked
            return sinks.Parquet(self._to, self._job)
        return sinks.Lines(self._to, tables.csv_header(self._job) if self._job.to == "csv" else b"")

    def _count(self, result: BlockResult) -> None:
        self._found += result.found
        self._bad += result.bad
        self._shown += result.shown[: _SHOWN - len(self._shown)]
        if result.stats is not None:
            if self._stats is None:
                self._stats = result.stats
            else:
                self._stats += result.stats

    def _blocks(self) -> Iterator[tuple[str, Block]]:
        """The blocks of all files; one that cannot be read, or not to its end, is told, and the next one is read."""
        from smsc_codec.cli.blocks import blocks
        from smsc_codec.cli.files import BrokenError, chunks, opened, shown

        for name in self._files:
            try:
                with opened(name) as stream:
                    for block in blocks(chunks(stream, name, told=self._progress)):
                        yield shown(name), block
            except BrokenError as error:
                self._broken.append(str(error))

    def _progress(self, octets: int) -> None:
        self._read += octets

    def _tell(self) -> None:
        """What went wrong, when nothing else is written to the terminal any more."""
        for line in (*self._shown, *self._broken):
            click.echo(f"smsc-codec: {line}", err=True)
        if self._bad:
            more = self._bad - len(self._shown)
            told = f", {more} more than shown" if self._shown and more else ""
            click.echo(f"smsc-codec: {self._bad} of {self._found} findings damaged{told}", err=True)
