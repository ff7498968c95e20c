"""Mutation testing: ``python -m fuzz.mutants [module ...]``.

mutmut generates the mutants, but ``mutmut run`` is not used. It runs only the tests that were seen
calling the mutated function, and most functions here run once, when something is compiled, so only
the first test of a run would be seen. Instead, the tests are collected once, and a process that has
compiled nothing yet is forked for each test and each mutant. Mutants that survive, and whose
function was called during collection, are tried again in a process that imports the library anew.

Nothing is written into the source tree. Results are stored in ``results.json`` in ``--keep DIR``;
the next run retries survivors and changed functions.
"""

from __future__ import annotations

import argparse
import ast
import gc
import json
import os
import pickle
import resource
import select
import shutil
import signal
import sys
import tempfile
import time
import tomllib
from collections import Counter, defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from difflib import unified_diff
from fnmatch import fnmatch
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_ROOT = Path(__file__).parents[1]
#: Tests for each group of modules.
_REPLIES = (
    "tests/unit/formats",
    "tests/unit/test_vectors.py",
    "tests/unit/test_codec.py",
    "tests/unit/test_errors.py",
    "tests/unit/schema/test_scalars.py",
    "tests/unit/schema/test_records.py",
    "tests/unit/test_codegen.py",
    "tests/unit/test_benchmarks_hostile.py",
    "tests/properties/test_refusal.py",
    "tests/properties/test_forward.py",
)
_AREAS = {
    "smsc_codec/callbacks/*": ("tests/unit/callbacks",),
    "smsc_codec/smpp/*": ("tests/unit/smpp",),
    "smsc_codec/formats/binary.py": (
        "tests/unit/formats/test_binary.py",
        "tests/unit/smpp/test_layouts.py",
        "tests/unit/smpp/test_pdu_codec.py",
        "tests/unit/test_vectors.py",
    ),
    "smsc_codec/formats/urlencoded.py": (
        "tests/unit/formats/test_urlencoded.py",
        "tests/unit/callbacks",
        "tests/unit/test_request_parser.py",
    ),
    "smsc_codec/request_parser.py": (
        "tests/unit/test_request_parser.py",
        "tests/unit/test_request_parser_errors.py",
        "tests/unit/test_requests.py",
    ),
    "smsc_codec/tasks.py": ("tests/unit/test_tasks.py",),
    "*": _REPLIES,
}
#: Slow tests, which start processes or measure time. They kill no mutant that other tests miss.
_SLOW = (
    "in_a_process_of_their_own",
    "test_xml_attacks",
    "any_nesting",
    "hostile",
    "second_verifier",
    "lalr_without",
    "no_literal_matches",
)


@dataclass
class Knowledge:
    """Which functions each test of an area calls, and how long it takes."""

    callers: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    seconds: dict[str, float] = field(default_factory=dict)
    early: set[str] = field(default_factory=set)


def main(arguments: list[str] | None = None) -> int:
    """Run the mutants and return the exit code: 0 if at least 90 % are killed in every module, else
    1.
    """
    parser = argparse.ArgumentParser(prog="python -m fuzz.mutants", description=__doc__)
    parser.add_argument(
        "modules",
        nargs="*",
        metavar="module",
        help="modules such as smsc_codec/schema/scalars.py or 'smsc_codec/smpp/*'; default: all",
    )
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, help="number of processes (%(default)s)"
    )
    parser.add_argument(
        "--seconds",
        type=float,
        default=10,
        help="maximum seconds of tests per mutant (%(default)s)",
    )
    parser.add_argument(
        "--keep", type=Path, help="folder for the results; must be outside the source tree"
    )
    options = parser.parse_args(arguments)
    if options.keep is not None and options.keep.resolve().is_relative_to(_ROOT):
        parser.error("--keep: expected a folder outside the source tree")
    patterns = tomllib.loads((_ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mutmut"][
        "only_mutate"
    ]
    files = sorted(
        {str(path.relative_to(_ROOT)) for pattern in patterns for path in _ROOT.glob(pattern)}
    )
    files = list(
        dict.fromkeys(
            name for module in options.modules or ["*"] for name in files if fnmatch(name, module)
        )
    )
    with ExitStack() as stack:
        folder = (
            options.keep.resolve()
            if options.keep
            else Path(stack.enter_context(tempfile.TemporaryDirectory()))
        )
        path = folder / "results.json"
        results: dict[str, dict[str, str]] = (
            json.loads(path.read_text("utf-8")) if path.exists() else {}
        )
        _enter_copy(folder / "tree")
        mutants = {name: _mutate(name, folder / "cache") for name in files}
        for area, tests in _AREAS.items():
            here = [
                name for name in files if next(one for one in _AREAS if fnmatch(name, one)) == area
            ]
            every = {
                mutant: function for name in here for mutant, function in mutants[name].items()
            }
            todo = {
                one: at
                for one, at in every.items()
                if results.get(one, {}).get("function") != at or results[one]["what"] == "survived"
            }
            print(f"\n== {area}: {len(every)} mutants, {len(todo)} to try", flush=True)
            if todo:
                for mutant, by in _area(tests, list(todo), options.jobs, options.seconds):
                    results[mutant] = {
                        "function": todo[mutant],
                        "what": "killed" if by else "survived",
                        "by": by,
                    }
                    _save(path, results)
        return _report(mutants, results)


def _save(path: Path, results: object) -> None:
    """Write the results atomically, so that an interrupted run leaves a valid file."""
    new = path.with_suffix(".new")
    new.write_text(json.dumps(results, indent=1, ensure_ascii=False), "utf-8")
    new.replace(path)


def _enter_copy(tree: Path) -> None:
    """Copy the project to ``tree``, change to it, and import the library from there."""
    shutil.rmtree(tree, ignore_errors=True)
    for name in ("smsc_codec", "tests", "tools", "benchmarks", "fuzz", "docs"):
        shutil.copytree(_ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(_ROOT / "grammars", tree / "smsc_codec" / "grammars")
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(_ROOT / name, tree)
    os.chdir(tree)
    sys.path[:] = [
        str(tree),
        *(path for path in sys.path if path and Path(path).resolve() != _ROOT),
    ]
    os.environ |= {"HYPOTHESIS_NO_PLUGINS": "1", "SMSC_PROFILE": "look"}
    for name in ("construct", "hypothesis", "lark", "pytest"):
        import_module(name)  # imported once, before any process is forked


def _mutate(name: str, cache: Path) -> dict[str, str]:
    """Replace a module by its mutants; return the digest of the original function of each. Cached,
    since it is slow.
    """
    from mutmut.mutation.file_mutation import mutate_file_contents
    from mutmut.utils.format_utils import get_mutant_name

    source = Path(name).read_text("utf-8")
    path = cache / f"{sha256(source.encode()).hexdigest()}.json"
    if not path.exists():
        found = mutate_file_contents(name, source)
        mutants = {
            get_mutant_name(Path(name), one): found.hash_by_function_name[_function(one)]
            for one in found.mutant_names
        }
        cache.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps([found.code, mutants]), "utf-8")
    code, mutants = json.loads(path.read_text("utf-8"))
    Path(name).write_text(code, "utf-8")
    return mutants  # type: ignore[no-any-return]


# ---- Processes


def _forks(
    tasks: Iterable[Any], work: Callable[[Any], Any], jobs: int, seconds: Callable[[Any], float]
) -> Iterator[tuple[Any, Any]]:
    """Run ``work`` for each task in a forked process; yield the result, or None if the process died
    or timed out.
    """
    running: dict[int, tuple[int, Any]] = {}
    waiting = iter(tasks)
    while True:
        while len(running) < jobs and (task := next(waiting, None)) is not None:
            get, put = os.pipe()
            pid = os.fork()
            if not pid:
                _child(put, work, task, seconds(task))
            os.close(put)
            running[get] = pid, task
        if not running:
            return
        for get in select.select([*running], [], [])[0]:
            with os.fdopen(get, "rb") as pipe:
                output = pipe.read()
            pid, task = running.pop(get)
            os.waitpid(pid, 0)
            yield task, pickle.loads(output) if output else None


def _child(put: int, work: Callable[[Any], Any], task: Any, seconds: float) -> None:
    """Run one task in the child process and exit."""
    limit = int(seconds) + 1
    resource.setrlimit(
        resource.RLIMIT_CPU, (limit + int(time.process_time()), limit + int(time.process_time()))
    )
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    signal.alarm(6 * limit)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    try:
        output = pickle.dumps(work(task))
        with os.fdopen(put, "wb") as pipe:
            pipe.write(output)
    finally:
        os._exit(0)


def _area(
    tests: tuple[str, ...], mutants: list[str], jobs: int, seconds: float
) -> Iterator[tuple[str, str]]:
    """Yield each mutant with the test that killed it, or an empty string."""
    get, put = os.pipe()
    if not os.fork():
        _collect(tests, "stats", _Session(mutants, jobs, seconds, os.fdopen(put, "wb")))
        os._exit(1)
    os.close(put)
    killers: Counter[str] = Counter()

    def run_in_new_process(mutant: str) -> str:
        again = _select(knowledge.seconds, mutant, killers, knowledge, seconds)
        paths = list(dict.fromkeys(test.partition("::")[0] for test in again))[
            : 1 + int(seconds / 2)
        ]
        once = _Once([test for test in again if test.partition("::")[0] in paths])
        _collect(paths, mutant, once)
        return once.killer

    with os.fdopen(get, "rb") as pipe:
        knowledge: Knowledge = pickle.load(pipe)
        for _ in mutants:
            mutant, by = pickle.load(pipe)
            if not by and _function(mutant) in knowledge.early:
                by = next(
                    "time" if output is None else output
                    for _, output in _forks(
                        [mutant], run_in_new_process, 1, lambda _: 20 + 5 * seconds
                    )
                )
            killers[by] += bool(by)
            yield mutant, by
    os.wait()


def _function(mutant: str) -> str:
    return mutant.partition("__mutmut_")[0]


def _collect(tests: Iterable[str], mode: str, plugin: object) -> None:
    import pytest
    from mutmut.mutation.trampoline import set_mutant_under_test

    set_mutant_under_test(mode)
    options = [
        "-o",
        "addopts=",
        "-q",
        "-s",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:logging",
        "--tb=native",
        "--assert=plain",
    ]
    pytest.main([*options, *tests], plugins=[plugin])


def _first(items: list[Any]) -> str:
    """Return the first test that fails, or an empty string."""
    return next((item.nodeid for index, item in enumerate(items) if _fails(items, index)), "")


def _fails(items: list[Any], index: int) -> bool:
    """Whether a test fails.

    Makes no report, since rendering a DecodeError compiles the codecs it could suggest.
    """
    from _pytest.runner import CallInfo

    item = items[index]
    item._initrequest()
    following = items[index + 1] if index + 1 < len(items) else None
    failed = CallInfo.from_call(lambda: item.ihook.pytest_runtest_setup(item=item), "setup").excinfo
    failed = (
        failed
        or CallInfo.from_call(lambda: item.ihook.pytest_runtest_call(item=item), "call").excinfo
    )
    teardown = CallInfo.from_call(
        lambda: item.ihook.pytest_runtest_teardown(item=item, nextitem=following), "teardown"
    ).excinfo
    return any(one is not None and one.typename != "Skipped" for one in (failed, teardown))


def _select(
    tests: Iterable[str], mutant: str, killers: Counter[str], knowledge: Knowledge, seconds: float
) -> list[str]:
    """Select tests that fit the time limit: best killers first, then the tests of the module, then
    the fastest.

    Parametrized tests are spread out, so that one function does not use up the time.
    """
    selected = []
    kinds: Counter[str] = Counter()
    ranks = {}
    for test in tests:
        kind = test.partition("[")[0]
        ranks[test] = kinds[kind]
        kinds[kind] += 1
    own = f"/test_{mutant.rpartition('.x')[0].rpartition('.')[2]}.py"
    for test in sorted(
        ranks,
        key=lambda test: (
            -killers[test],
            own not in test,
            knowledge.seconds[test] + 0.003 * ranks[test],
        ),
    ):
        seconds -= knowledge.seconds[test]
        if seconds < 0:
            break
        selected.append(test)
    return selected


def _warm() -> None:
    """Import and load before forking what is slow and rarely affected by a mutant."""
    from smsc_codec.formats.grammar import _rules, _terminals

    for path in Path("smsc_codec/formats").glob("*.py"):
        import_module(f"smsc_codec.formats.{path.stem}")
    for path in Path("smsc_codec/grammars").glob("*.lark"):
        _terminals(path.stem)
        _rules(path.stem)


class _Session:
    """Replacement for pytest's loop: profile the tests, run every mutant, write the results to a
    pipe.
    """

    def __init__(self, mutants: list[str], jobs: int, seconds: float, put: IO[bytes]) -> None:
        self.mutants, self.jobs, self.seconds, self.put = mutants, jobs, seconds, put

    def pytest_runtestloop(self, session: Any) -> bool:
        from mutmut.state import state

        import smsc_codec

        assert not session.testsfailed, "test collection failed"
        assert Path(smsc_codec.__file__).is_relative_to(Path.cwd()), (
            "smsc_codec was imported from another directory"
        )
        _warm()
        items = {
            item.nodeid: item
            for item in session.items
            if not any(name in item.nodeid for name in _SLOW)
        }
        knowledge = Knowledge(early=set(state()._stats))
        began = time.monotonic()
        gc.collect()
        gc.freeze()
        broken = self.profile(items, knowledge)
        print(f"   {len(knowledge.seconds)} tests, {time.monotonic() - began:.0f} s", flush=True)
        print(
            *(f"   skipped, fails without a mutant: {test}" for test in broken),
            sep="\n",
            flush=True,
        )
        pickle.dump(knowledge, self.put)
        self.run_mutants(items, knowledge)
        print(f"   {time.monotonic() - began:.0f} s", flush=True)
        os._exit(0)

    def profile(self, items: dict[str, Any], knowledge: Knowledge) -> list[str]:
        """Record which functions each test calls; return the tests that fail without a mutant."""
        from mutmut.state import state

        groups: dict[str, list[str]] = defaultdict(list)
        for test in items:
            groups[test.partition("[")[0]].append(test)

        def work(group: list[str]) -> list[tuple[str, set[str], float, bool]]:
            calls = []
            run = [items[test] for test in group]
            for index, test in enumerate(group):
                state()._stats.clear()
                start = time.process_time()
                fails = _fails(run, index)
                calls.append((test, set(state()._stats), time.process_time() - start, fails))
            return calls

        broken = []
        for group, calls in _forks(groups.values(), work, self.jobs, lambda group: 60 + len(group)):
            if calls is None:
                broken += group
                continue
            broken += [test for test, _, _, fails in calls if fails]
            knowledge.seconds |= {test: spent for test, _, spent, fails in calls if not fails}
            for function in {function for _, called, _, _ in calls for function in called}:
                # Code compiled for one test of a group is cached for the others, so all of them
                # count as callers.
                order = sorted(calls, key=lambda one: function not in one[1])
                knowledge.callers[function] += [test for test, _, _, fails in order if not fails]
        return broken

    def run_mutants(self, items: dict[str, Any], knowledge: Knowledge) -> None:
        """Run the tests selected for each mutant."""
        from mutmut.mutation.trampoline import set_mutant_under_test

        killers: dict[str, Counter[str]] = defaultdict(Counter)
        selected: dict[str, list[str]] = {}

        def tasks() -> Iterator[str]:
            for mutant in self.mutants:
                function = _function(mutant)
                selected[mutant] = _select(
                    knowledge.callers.get(function, ()),
                    mutant,
                    killers[function],
                    knowledge,
                    self.seconds,
                )
                yield mutant

        def work(mutant: str) -> str:
            set_mutant_under_test(mutant)
            return _first([items[test] for test in selected[mutant]])

        def limit(mutant: str) -> float:
            return 3 + 3 * sum(knowledge.seconds[test] for test in selected[mutant])

        for done, (mutant, by) in enumerate(_forks(tasks(), work, self.jobs, limit), 1):
            pickle.dump((mutant, "time" if by is None else by), self.put)
            self.put.flush()
            if by:
                killers[_function(mutant)][by] += 1
            if done % 100 == 0:
                print(f"   {done} mutants", flush=True)


class _Once:
    """Replacement for pytest's loop: run the given tests until one fails; a collection error counts
    as a failure.
    """

    def __init__(self, tests: list[str]) -> None:
        self.tests, self.killer = tests, "collecting"

    def pytest_runtestloop(self, session: Any) -> bool:
        if not session.testsfailed:
            items = {item.nodeid: item for item in session.items}
            self.killer = _first([items[test] for test in self.tests if test in items])
        return True


# ---- Report


def _report(mutants: dict[str, dict[str, str]], results: dict[str, dict[str, str]]) -> int:
    good = True
    table = []
    for name, of in mutants.items():
        left = [mutant for mutant in of if results[mutant]["what"] == "survived"]
        if left:
            sources = _sources(Path(name))
        for mutant in left:
            changed = unified_diff(
                sources[f"{_function(mutant).rpartition('.')[2]}__mutmut_orig"],
                sources[mutant.rpartition(".")[2]],
                n=0,
                lineterm="",
            )
            print(
                f"\n{mutant}", *(line for line in list(changed)[2:] if line[0] in "-+"), sep="\n  "
            )
        killed = len(of) - len(left)
        good &= killed >= 0.9 * len(of)
        if of:
            table.append(
                f"{name:<36} {len(of):>6} {killed:>6} {len(left):>6} {killed / len(of):>7.1%}"
            )
    print(f"\n{'module':<36} {'all':>6} {'killed':>6} {'left':>6}", *table, sep="\n")
    return 0 if good else 1


def _sources(path: Path) -> dict[str, list[str]]:
    """Return the lines of every function, without its name."""
    code = path.read_text("utf-8")
    lines = code.splitlines()
    functions = (
        node
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return {
        one.name: [line.replace(one.name, "", 1) for line in lines[one.lineno - 1 : one.end_lineno]]
        for one in functions
    }


if __name__ == "__main__":
    raise SystemExit(main())
