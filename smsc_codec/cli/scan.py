"""The scan command."""

from __future__ import annotations

import sys
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from smsc_codec.cli.blocks import Block
    from smsc_codec.cli.scan_block import BlockResult, ScanOptions
    from smsc_codec.cli.sinks import Hold, Sink
    from smsc_codec.cli.stats import Stats

__all__ = ["progress_bar", "scan"]

_SOME_BAD, _IO_ERROR, _INTERRUPTED = 1, 4, 130
_FORMATS = ("jsonl", "csv", "parquet")
#: The number of errors reported on standard error without --errors-to.
_MAX_SHOWN = 10


@click.command()
@click.argument("files", nargs=-1, type=click.Path(allow_dash=True))
@click.option(
    "--as",
    "kind",
    metavar="KIND",
    help=(
        "Find only this kind: request, reply, callback, receipt or pdu. With a codec such as "
        "status,fmt=1,all=1, every line that is not blank is decoded as this reply."
    ),
)
@click.option(
    "--to",
    metavar="FILE",
    help=(
        "The output file; its suffix (.jsonl, .csv, .parquet) selects the format. By default, JSON "
        "lines are written to standard output."
    ),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    help="The output format, if the file name does not determine it.",
)
@click.option(
    "--stats",
    is_flag=True,
    help=(
        "Write a summary instead of the findings: kinds, statuses, errors, cost, delivery times, "
        "operators, senders."
    ),
)
@click.option(
    "--errors-to", metavar="FILE", help="Write a JSON object for each damaged finding to this file."
)
@click.option(
    "--redact/--no-redact",
    default=None,
    help=(
        "Whether to mask phones, texts and secrets. By default they are masked in errors and in "
        "the summary only."
    ),
)
@click.option(
    "--raw-cells",
    is_flag=True,
    help="CSV: do not escape cells that a spreadsheet would interpret as formulas.",
)
@click.option(
    "--lenient", is_flag=True, help="Accept the receipts of any gateway, not only of this service."
)
@click.option(
    "-j",
    "processes",
    type=click.IntRange(1, 256),
    default=1,
    metavar="N",
    help="Use N processes; the output is the same for any N.",
)
def scan(files: tuple[str, ...], **options: Any) -> int:
    """Find and decode the traffic of the service in log files.

    Finds requests, replies, callbacks, receipts and PDUs. FILES may be compressed with gzip, xz or
    zstd. Without FILES, or if a file is -, standard input is read. Each finding is a JSON object
    with its line, its position in the line, its kind and its value. Damaged findings are reported
    on standard error, and the scan continues.

    Exit code 1 if a finding is damaged, 4 if a file could not be read or written completely, 130 if
    interrupted.
    """
    return _Run(files or ("-",), _scan_options(files, options), options).run()


# ---- options


def _scan_options(files: tuple[str, ...], options: dict[str, Any]) -> ScanOptions:
    """Validate the command-line options.

    Raises:
        click.UsageError: options contradict each other or are incomplete.
    """
    from smsc_codec.cli.scan_block import ScanOptions

    to, form, stats, redact = options["to"], options["form"], options["stats"], options["redact"]
    if stats and (to or form):
        raise click.UsageError("--stats cannot be combined with --to or --format")
    if form is None and not stats:
        form = "jsonl" if to is None else to.rpartition(".")[2].lower()
        if form not in _FORMATS:
            raise click.UsageError(
                f"--to {to}: pass --format, or a file name that ends in .jsonl, .csv or .parquet"
            )
    if form == "parquet":
        _check_parquet(to)
    _check_distinct(files, to, options["errors_to"])
    return ScanOptions(
        to="stats" if stats else form,
        kind=_kind(options["kind"]),
        lenient=options["lenient"],
        redact=stats if redact is None else redact,
        mask=redact is not False,
        objects=options["errors_to"] is not None,
        raw_cells=options["raw_cells"],
        named=len(files) > 1,
    )


def _check_distinct(files: tuple[str, ...], to: str | None, errors_to: str | None) -> None:
    """Check that no output file is also an input or the other output."""
    used = [name for name in files if name != "-"]
    for out in filter(None, (to, errors_to)):
        if any(_same_file(out, name) for name in used):
            raise click.UsageError(f"{out} is already in use and would be overwritten")
        used.append(out)


def _same_file(name: str, other: str) -> bool:
    try:
        return Path(name).samefile(other) and Path(name).is_file()
    except OSError:
        return Path(name).resolve() == Path(other).resolve()


def _check_parquet(to: str | None) -> None:
    if to is None:
        raise click.UsageError("Parquet cannot be written to standard output: pass --to FILE")
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise click.UsageError(
            'Parquet requires an extra: pip install "smsc-codec[arrow]"'
        ) from None


def _kind(text: str | None) -> Any:
    """The value of --as: None, the name of a kind, or a codec."""
    from smsc_codec.logs import FindingKind

    kinds = [kind.value for kind in FindingKind if kind is not FindingKind.LINE]
    if text is None or text in kinds:
        return text
    from smsc_codec.cli.replies import PARAMETERS, ReplyName, codec_of

    name, *arguments = text.split(",")
    try:
        ReplyName().convert(name, None, None)
    except click.BadParameter as error:
        raise click.UsageError(
            f"--as: expected {', '.join(kinds)} or a reply; {error.message}"
        ) from None
    options: dict[str, Any] = {"reply": name}
    for argument in arguments:
        key, _, value = argument.partition("=")
        if key not in (*PARAMETERS, "tail", "charset") or not value:
            raise click.UsageError(
                f"--as: expected a reply parameter such as fmt=1, got {argument!r}"
            )
        if key != "charset" and not value.isdecimal():
            raise click.UsageError(f"--as: {key}: expected a number, got {value!r}")
        options[key] = (
            value if key == "charset" else bool(int(value)) if key == "tail" else int(value)
        )
    try:
        return codec_of(options, dashes="")
    except ValueError as error:
        raise click.UsageError(f"--as: {error}") from None


# ---- the run


def _close_held(hold: Hold, sink: Sink) -> Callable[..., None]:
    """An exit callback that closes a sink without being interrupted."""

    def close(*_: object) -> None:
        with hold():
            sink.close()

    return close


class _Run:
    """One run of the command: its options, its counters, and the errors to report at the end."""

    def __init__(
        self, files: tuple[str, ...], options: ScanOptions, arguments: dict[str, Any]
    ) -> None:
        self._files = files
        self._options = options
        self._to: str | None = arguments["to"]
        self._errors_to: str | None = arguments["errors_to"]
        self._processes: int = arguments["processes"]
        self._bytes_read = self._found = self._bad = 0
        self._shown: list[str] = []
        self._unreadable: list[str] = []
        self._stats: Stats | None = None

    def run(self) -> int:
        """Scan all files and return the exit code."""
        interrupted = False
        try:
            with ExitStack() as stack:
                self._scan(stack)
        except KeyboardInterrupt:
            interrupted = True
        finally:
            self._report_errors()
        if self._stats is not None:
            from smsc_codec.cli.summary import show

            show(self._stats, sys.stdout)
        if interrupted:
            return _INTERRUPTED
        return _IO_ERROR if self._unreadable else _SOME_BAD if self._bad else 0

    def _scan(self, stack: ExitStack) -> None:
        from smsc_codec.cli.files import size_of
        from smsc_codec.cli.pool import results
        from smsc_codec.cli.sinks import Lines, deferred_interrupt

        hold = stack.enter_context(deferred_interrupt())
        out = self._sink()
        stack.push(_close_held(hold, out))
        errors = None if self._errors_to is None else Lines(self._errors_to)
        if errors is not None:
            stack.push(_close_held(hold, errors))
        show_progress = stack.enter_context(
            progress_bar(size_of(self._files), quiet=self._to is None and sys.stdout.isatty())
        )
        done = stack.enter_context(closing(results(self._options, self._blocks(), self._processes)))
        for result in done:
            with hold():
                self._count(result)
                if errors is not None:
                    errors.put(result.errors)
                out.put(result.output)
            show_progress(self._bytes_read, self._bad)

    def _sink(self) -> Sink:
        from smsc_codec.cli import sinks, tables

        if self._options.to == "parquet":
            assert self._to is not None  # checked with the options
            return sinks.Parquet(self._to, self._options)
        header = tables.csv_header(self._options) if self._options.to == "csv" else b""
        return sinks.Lines(self._to, header)

    def _count(self, result: BlockResult) -> None:
        self._found += result.found
        self._bad += result.bad
        self._shown += result.shown[: _MAX_SHOWN - len(self._shown)]
        if result.stats is not None:
            if self._stats is None:
                self._stats = result.stats
            else:
                self._stats += result.stats

    def _blocks(self) -> Iterator[tuple[str, Block]]:
        """The blocks of all files; a file that cannot be read (completely) is noted and skipped."""
        from smsc_codec.cli.blocks import blocks
        from smsc_codec.cli.files import chunks, open_input
        from smsc_codec.cli.streams import StreamError, display_name

        for name in self._files:
            try:
                with open_input(name) as stream:
                    for block in blocks(chunks(stream, name, on_read=self._count_bytes)):
                        yield display_name(name), block
            except StreamError as error:
                self._unreadable.append(str(error))

    def _count_bytes(self, count: int) -> None:
        self._bytes_read += count

    def _report_errors(self) -> None:
        """Report errors on standard error, after everything else has been written."""
        for line in (*self._shown, *self._unreadable):
            click.echo(f"smsc-codec: {line}", err=True)
        if self._bad:
            more = self._bad - len(self._shown)
            rest = f", {more} more than shown" if self._shown and more else ""
            click.echo(f"smsc-codec: {self._bad} of {self._found} findings damaged{rest}", err=True)


# ---- progress


@contextmanager
def progress_bar(total: int | None, *, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Show progress on standard error if that is a terminal.

    Yields a function that takes the number of input bytes read so far and the number of errors.

    Args:
        total: the size of the input in bytes; None if it is unknown.
        quiet: whether to show nothing, because the output goes to the same terminal.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda _read, _bad: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        TextColumn("errors: {task.fields[bad]}"),
    )
    # Refreshed after each block instead of by a thread.
    with Progress(
        *columns, console=Console(stderr=True), auto_refresh=False, transient=True
    ) as progress:
        task = progress.add_task("", total=total, bad=0)

        def update(read: int, bad: int) -> None:
            progress.update(task, completed=read, bad=bad)
            progress.refresh()

        yield update
