"""Run targets for a while each: ``python -m fuzz.run --seconds 60 [door ...]``. Fails on a finding, and says where it is kept.

Nothing is written into the tree: seeds, dictionaries and what a fuzzer learns are in a folder of the run, or in ``--keep DIR``,
where the next run goes on from.
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
from tools.properties import DOORS

#: Long enough for instrumented generated code to pay: making it takes ten seconds.
_LONG = 60
_ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of one target."""

    door: str
    runs: int
    features: int
    inputs: int
    failed: bool
    told: str


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0 nothing found, 1 a finding, 2 no Atheris."""
    parser = argparse.ArgumentParser(prog="python -m fuzz.run", description=__doc__)
    parser.add_argument("doors", nargs="*", metavar="door", help=", ".join(DOORS))
    parser.add_argument("--seconds", type=int, default=_LONG, help="for each target (%(default)s)")
    parser.add_argument(
        "--jobs", type=int, default=1, help="how many targets at a time (%(default)s)"
    )
    parser.add_argument(
        "--keep",
        type=Path,
        help="where what is learnt and found is kept; a folder outside the tree",
    )
    parser.add_argument(
        "--minimise", action="store_true", help="only throw out of --keep what reaches nothing new"
    )
    said = parser.parse_args(arguments)
    if not said.doors:
        said.doors = list(DOORS)
    if not set(said.doors) <= DOORS.keys():
        parser.error(f"no such door: {', '.join(sorted(set(said.doors) - DOORS.keys()))}")
    if said.keep is not None and said.keep.resolve().is_relative_to(_ROOT):
        parser.error("--keep is a folder outside the tree")
    if said.minimise and said.keep is None:
        parser.error("--minimise needs --keep")
    if find_spec("atheris") is None:
        return _absent()
    with ExitStack() as stack:
        folder = (
            said.keep.resolve()
            if said.keep
            else Path(stack.enter_context(tempfile.TemporaryDirectory()))
        )
        with ThreadPoolExecutor(said.jobs) as pool:
            results = list(
                pool.map(
                    lambda door: _fuzz(door, folder, said.seconds, minimise=said.minimise),
                    said.doors,
                )
            )
        failed = [result for result in results if result.failed]
        for result in failed:
            print(f"\n== {result.door}\n{result.told}")
        kept = _findings(folder, said.keep)
    print(f"\n{'door':<12} {'runs':>10} {'features':>9} {'inputs':>7}  found")
    for result in results:
        print(
            f"{result.door:<12} {result.runs:>10} {result.features:>9} {result.inputs:>7}  {'YES' if result.failed else '-'}"
        )
    print(f"{'all':<12} {sum(result.runs for result in results):>10}")
    if kept:
        print("\nkept:", *kept, sep="\n  ")
    return 1 if failed else 0


def _absent() -> int:
    """Never in silence: where Atheris has a wheel, its absence is a failure."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    print(
        f"fuzz: NOT RUN: Atheris is not installed for this Python {version}. On Linux and Python 3.11 to 3.13: pip install atheris==3.0.0"
    )
    return 2


def _fuzz(door: str, folder: Path, seconds: int, *, minimise: bool) -> Result:
    seeds, corpus, findings = folder / "seeds" / door, folder / "corpus" / door, folder / "findings"
    dictionary = write(door, seeds)
    for one in (corpus, findings):
        one.mkdir(parents=True, exist_ok=True)
    options: dict[str, object] = {
        "max_total_time": seconds,
        "timeout": 60,
        "rss_limit_mb": 2048,
        "print_final_stats": 1,
        "verbosity": 1,
    }
    options |= {"dict": dictionary, "artifact_prefix": f"{findings / door}-", "max_len": 4096}
    folders = [corpus, seeds]
    if minimise:
        whole = corpus.rename(corpus.with_name(f"{door}.whole"))
        corpus.mkdir()
        options = {"merge": 1, "timeout": 60, "rss_limit_mb": 2048}
        folders = [corpus, whole]
    command = [
        sys.executable,
        "-m",
        f"fuzz.fuzz_{door}",
        *(f"-{name}={value}" for name, value in options.items()),
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
    told = re.sub(r"(?m)^INFO: Instrumenting .*\n", "", run.stdout.decode("utf-8", "replace"))
    runs = re.findall(r"(?m)^(?:stat::number_of_executed_units: |#)([0-9]+)", told)
    features = re.findall(r" ft: ([0-9]+)", told)
    if minimise and run.returncode == 0 and any(corpus.iterdir()):
        shutil.rmtree(whole)
    result = Result(
        door=door,
        runs=int(runs[-1]) if runs else 0,
        features=int(features[-1]) if features else 0,
        inputs=sum(1 for _ in corpus.iterdir()),
        failed=run.returncode != 0,
        told=told[-6000:],
    )
    print(f"{door}: {result.runs} runs in {seconds} s{', FOUND' * result.failed}", flush=True)
    return result


def _findings(folder: Path, keep: Path | None) -> list[Path]:
    """The inputs that were found; they outlive a folder that does not."""
    found = sorted((folder / "findings").iterdir())
    if keep is not None or not found:
        return found
    lasting = Path(tempfile.mkdtemp(prefix="smsc_codec-findings-"))
    return [one.rename(lasting / one.name) for one in found]


if __name__ == "__main__":
    raise SystemExit(main())
