"""Run fuzz targets for a limited time: ``python -m fuzz.run --seconds 60 [target ...]``.

A finding is saved and makes the run fail. Nothing is written into the source tree: seeds,
dictionaries and the corpus live in a temporary folder, or in ``--keep DIR``, from which the next
run continues.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from fuzz.seeds import write
from tools.properties import PROPERTIES

#: Shortest run for which instrumenting the generated code, which takes 10 seconds, is worthwhile.
_LONG = 60
_ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, kw_only=True)
class Result:
    """Result of one target."""

    target: str
    runs: int
    features: int
    inputs: int
    failed: bool
    output: str


def main(arguments: list[str] | None = None) -> int:
    """Run the targets and return the exit code: 0 no finding, 1 a finding, 2 Atheris is missing."""
    parser = argparse.ArgumentParser(prog="python -m fuzz.run", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="target", help=", ".join(PROPERTIES))
    parser.add_argument(
        "--seconds", type=int, default=_LONG, help="seconds per target (%(default)s)"
    )
    parser.add_argument(
        "--jobs", type=int, default=1, help="number of targets run in parallel (%(default)s)"
    )
    parser.add_argument(
        "--keep",
        type=Path,
        help="folder for the corpus and the findings; must be outside the source tree",
    )
    parser.add_argument(
        "--minimise", action="store_true", help="only minimise the corpus in --keep"
    )
    options = parser.parse_args(arguments)
    if not options.targets:
        options.targets = list(PROPERTIES)
    if not set(options.targets) <= PROPERTIES.keys():
        parser.error(
            f"unknown target: {', '.join(sorted(set(options.targets) - PROPERTIES.keys()))}"
        )
    if options.keep is not None and options.keep.resolve().is_relative_to(_ROOT):
        parser.error("--keep: expected a folder outside the source tree")
    if options.minimise and options.keep is None:
        parser.error("--minimise needs --keep")
    if find_spec("atheris") is None:
        return _report_missing_atheris()
    with ExitStack() as stack:
        folder = (
            options.keep.resolve()
            if options.keep
            else Path(stack.enter_context(tempfile.TemporaryDirectory()))
        )
        with ThreadPoolExecutor(options.jobs) as pool:
            results = list(
                pool.map(
                    lambda target: _fuzz(
                        target, folder, options.seconds, minimise=options.minimise
                    ),
                    options.targets,
                )
            )
        failed = [result for result in results if result.failed]
        for result in failed:
            print(f"\n== {result.target}\n{result.output}")
        kept = _findings(folder, options.keep)
    print(f"\n{'target':<12} {'runs':>10} {'features':>9} {'inputs':>7}  found")
    for result in results:
        print(
            f"{result.target:<12} {result.runs:>10} {result.features:>9} {result.inputs:>7}"
            f"  {'YES' if result.failed else '-'}"
        )
    print(f"{'all':<12} {sum(result.runs for result in results):>10}")
    if kept:
        print("\nsaved:", *kept, sep="\n  ")
    return 1 if failed else 0


def _report_missing_atheris() -> int:
    """Report that Atheris is missing; the caller must not mistake that for success."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    print(
        f"fuzz: NOT RUN: Atheris is not installed for this Python {version}. "
        "On Linux and Python 3.11 to 3.13: pip install atheris==3.0.0"
    )
    return 2


def _fuzz(target: str, folder: Path, seconds: int, *, minimise: bool) -> Result:
    seeds, corpus, findings = (
        folder / "seeds" / target,
        folder / "corpus" / target,
        folder / "findings",
    )
    dictionary = write(target, seeds)
    for one in (corpus, findings):
        one.mkdir(parents=True, exist_ok=True)
    flags: dict[str, object] = {
        "max_total_time": seconds,
        "timeout": 60,
        "rss_limit_mb": 2048,
        "print_final_stats": 1,
        "verbosity": 1,
    }
    flags |= {"dict": dictionary, "artifact_prefix": f"{findings / target}-", "max_len": 4096}
    folders = [corpus, seeds]
    if minimise:
        complete = corpus.rename(corpus.with_name(f"{target}.whole"))
        corpus.mkdir()
        flags = {"merge": 1, "timeout": 60, "rss_limit_mb": 2048}
        folders = [corpus, complete]
    command = [
        sys.executable,
        "-m",
        f"fuzz.fuzz_{target}",
        *(f"-{name}={value}" for name, value in flags.items()),
        *map(str, folders),
    ]
    environment = {
        **os.environ,
        "PYTHONDONTWRITEBYTECODE": "1",
        "FUZZ_GENERATED": str(int(seconds >= _LONG)),
    }
    run = subprocess.run(
        command,
        cwd=_ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    output = re.sub(r"(?m)^INFO: Instrumenting .*\n", "", run.stdout.decode("utf-8", "replace"))
    runs = re.findall(r"(?m)^(?:stat::number_of_executed_units: |#)([0-9]+)", output)
    features = re.findall(r" ft: ([0-9]+)", output)
    if minimise and run.returncode == 0 and any(corpus.iterdir()):
        shutil.rmtree(complete)
    result = Result(
        target=target,
        runs=int(runs[-1]) if runs else 0,
        features=int(features[-1]) if features else 0,
        inputs=sum(1 for _ in corpus.iterdir()),
        failed=run.returncode != 0,
        output=output[-6000:],
    )
    print(f"{target}: {result.runs} runs in {seconds} s{', FOUND' * result.failed}", flush=True)
    return result


def _findings(folder: Path, keep: Path | None) -> list[Path]:
    """Return the saved findings, moved out of a temporary folder if necessary."""
    found = sorted((folder / "findings").iterdir())
    if keep is not None or not found:
        return found
    lasting = Path(tempfile.mkdtemp(prefix="smsc_codec-findings-"))
    return [one.rename(lasting / one.name) for one in found]


if __name__ == "__main__":
    raise SystemExit(main())
