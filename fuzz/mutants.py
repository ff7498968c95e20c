"""Are the tests good? ``python -m fuzz.mutants [module ...]``: mutmut changes the library in small ways, a test has to fail each time.

mutmut makes the mutants; ``mutmut run`` itself would not do. It lets a function's mutants meet the tests that were seen to call it, and
here most is compiled once and kept: only the first test of a run would be seen. So the tests are collected once, and for each test, and for
each mutant, a process is forked off that has compiled nothing yet. What survives there, and had been called while the tests were
collected, is tried once more where the library is imported anew.

Nothing is written into the tree. What is found out is in ``results.json`` of ``--keep DIR``, and the next run tries again what survived
or what has changed.
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
#: Which tests are there for which modules: those named as they are, and what goes through them all.
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
#: These start processes, or look for time that grows: they kill no mutant that others leave.
_SLOW = (
    "in_a_process_of_their_own",
    "test_xml_attacks",
    "every_depth",
    "hostile",
    "second_verifier",
    "lalr_without",
    "literal_hides",
)


@dataclass
class Knowledge:
    """What is known of the tests of an area: which functions each calls, and how long it takes."""

    callers: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    seconds: dict[str, float] = field(default_factory=dict)
    early: set[str] = field(default_factory=set)


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0 if every module asked for has nine mutants of ten killed, else 1."""
    parser = argparse.ArgumentParser(prog="python -m fuzz.mutants", description=__doc__)
    parser.add_argument(
        "modules",
        nargs="*",
        metavar="module",
        help="files, as smsc_codec/schema/scalars.py or 'smsc_codec/smpp/*'; all",
    )
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, help="how many at a time (%(default)s)"
    )
    parser.add_argument(
        "--seconds", type=float, default=10, help="of tests for one mutant, at most (%(default)s)"
    )
    parser.add_argument(
        "--keep", type=Path, help="where the results are kept; a folder outside the tree"
    )
    said = parser.parse_args(arguments)
    if said.keep is not None and said.keep.resolve().is_relative_to(_ROOT):
        parser.error("--keep is a folder outside the tree")
    patterns = tomllib.loads((_ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mutmut"][
        "only_mutate"
    ]
    files = sorted(
        {str(path.relative_to(_ROOT)) for pattern in patterns for path in _ROOT.glob(pattern)}
    )
    files = list(
        dict.fromkeys(
            name for module in said.modules or ["*"] for name in files if fnmatch(name, module)
        )
    )
    with ExitStack() as stack:
        folder = (
            said.keep.resolve()
            if said.keep
            else Path(stack.enter_context(tempfile.TemporaryDirectory()))
        )
        kept = folder / "results.json"
        results: dict[str, dict[str, str]] = (
            json.loads(kept.read_text("utf-8")) if kept.exists() else {}
        )
        _enter(folder / "tree")
        mutants = {name: _mutate(name, folder / "made") for name in files}
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
                for mutant, by in _area(tests, list(todo), said.jobs, said.seconds):
                    results[mutant] = {
                        "function": todo[mutant],
                        "what": "killed" if by else "survived",
                        "by": by,
                    }
                    _keep(kept, results)
        return _report(mutants, results)


def _keep(kept: Path, results: object) -> None:
    """Whoever stops this finds the file whole."""
    new = kept.with_suffix(".new")
    new.write_text(json.dumps(results, indent=1, ensure_ascii=False), "utf-8")
    new.replace(kept)


def _enter(tree: Path) -> None:
    """A copy of what tests need, which this process works in from here on; the library is imported from it."""
    shutil.rmtree(tree, ignore_errors=True)
    for name in ("smsc_codec", "tests", "fuzz", "docs"):
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
        import_module(name)  # once, before any process is forked off


def _mutate(name: str, made: Path) -> dict[str, str]:
    """Put all mutants of a module into it; each with the digest of the function that it was. Made once: it takes a while."""
    from mutmut.mutation.file_mutation import mutate_file_contents
    from mutmut.utils.format_utils import get_mutant_name

    source = Path(name).read_text("utf-8")
    kept = made / f"{sha256(source.encode()).hexdigest()}.json"
    if not kept.exists():
        found = mutate_file_contents(name, source)
        mutants = {
            get_mutant_name(Path(name), one): found.hash_by_function_name[_function(one)]
            for one in found.mutant_names
        }
        made.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps([found.code, mutants]), "utf-8")
    code, mutants = json.loads(kept.read_text("utf-8"))
    Path(name).write_text(code, "utf-8")
    return mutants  # type: ignore[no-any-return]


# ---- processes


def _forks(
    tasks: Iterable[Any], work: Callable[[Any], Any], jobs: int, seconds: Callable[[Any], float]
) -> Iterator[tuple[Any, Any]]:
    """Each task with what ``work`` made of it in a process of its own; with None if that died or took too long."""
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
                told = pipe.read()
            pid, task = running.pop(get)
            os.waitpid(pid, 0)
            yield task, pickle.loads(told) if told else None


def _child(put: int, work: Callable[[Any], Any], task: Any, seconds: float) -> None:
    """Never comes back."""
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
        told = pickle.dumps(work(task))
        with os.fdopen(put, "wb") as pipe:
            pipe.write(told)
    finally:
        os._exit(0)


def _area(
    tests: tuple[str, ...], mutants: list[str], jobs: int, seconds: float
) -> Iterator[tuple[str, str]]:
    """Each mutant, and the test that killed it, if one did."""
    get, put = os.pipe()
    if not os.fork():
        _collect(tests, "stats", _Session(mutants, jobs, seconds, os.fdopen(put, "wb")))
        os._exit(1)
    os.close(put)
    killers: Counter[str] = Counter()

    def anew(mutant: str) -> str:
        again = _chosen(knowledge.seconds, mutant, killers, knowledge, seconds)
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
                    "time" if told is None else told
                    for _, told in _forks([mutant], anew, 1, lambda _: 20 + 5 * seconds)
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
    """The first test that fails."""
    return next((item.nodeid for index, item in enumerate(items) if _fails(items, index)), "")


def _fails(items: list[Any], index: int) -> bool:
    """Whether a test fails. No report is made: that shows the error, and to know its hint a DecodeError compiles all its siblings."""
    from _pytest.runner import CallInfo

    item = items[index]
    item._initrequest()
    following = items[index + 1] if index + 1 < len(items) else None
    wrong = CallInfo.from_call(lambda: item.ihook.pytest_runtest_setup(item=item), "setup").excinfo
    wrong = (
        wrong
        or CallInfo.from_call(lambda: item.ihook.pytest_runtest_call(item=item), "call").excinfo
    )
    after = CallInfo.from_call(
        lambda: item.ihook.pytest_runtest_teardown(item=item, nextitem=following), "teardown"
    ).excinfo
    return any(one is not None and one.typename != "Skipped" for one in (wrong, after))


def _chosen(
    tests: Iterable[str], mutant: str, killers: Counter[str], knowledge: Knowledge, seconds: float
) -> list[str]:
    """Of the tests those that there is time for: who killed most, then the module's own, the quickest first, not too many of one kind in a
    row.
    """
    chosen = []
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
        chosen.append(test)
    return chosen


def _warm() -> None:
    """What takes longest, and what hardly any mutant changes, is done before processes are forked off. It counts as done while collecting."""
    from smsc_codec.formats.grammar import _rules, _terminals

    for path in Path("smsc_codec/formats").glob("*.py"):
        import_module(f"smsc_codec.formats.{path.stem}")
    for path in Path("smsc_codec/grammars").glob("*.lark"):
        _terminals(path.stem)
        _rules(path.stem)


class _Session:
    """In the place of pytest's loop: what tests call, then every mutant; the answers go into a pipe."""

    def __init__(self, mutants: list[str], jobs: int, seconds: float, put: IO[bytes]) -> None:
        self.mutants, self.jobs, self.seconds, self.put = mutants, jobs, seconds, put

    def pytest_runtestloop(self, session: Any) -> bool:
        from mutmut.state import state

        import smsc_codec

        assert not session.testsfailed, "tests cannot be collected"
        assert Path(smsc_codec.__file__).is_relative_to(Path.cwd()), (
            "another smsc_codec is installed, and found first"
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
        broken = self.listen(items, knowledge)
        print(f"   {len(knowledge.seconds)} tests, {time.monotonic() - began:.0f} s", flush=True)
        print(*(f"   left out, since it fails: {test}" for test in broken), sep="\n", flush=True)
        pickle.dump(knowledge, self.put)
        self.attack(items, knowledge)
        print(f"   {time.monotonic() - began:.0f} s", flush=True)
        os._exit(0)

    def listen(self, items: dict[str, Any], knowledge: Knowledge) -> list[str]:
        """Learn what each test calls; the tests that fail as it is."""
        from mutmut.state import state

        groups: dict[str, list[str]] = defaultdict(list)
        for test in items:
            groups[test.partition("[")[0]].append(test)

        def work(group: list[str]) -> list[tuple[str, set[str], float, bool]]:
            heard = []
            run = [items[test] for test in group]
            for index, test in enumerate(group):
                state()._stats.clear()
                start = time.process_time()
                fails = _fails(run, index)
                heard.append((test, set(state()._stats), time.process_time() - start, fails))
            return heard

        broken = []
        for group, heard in _forks(groups.values(), work, self.jobs, lambda group: 60 + len(group)):
            if heard is None:
                broken += group
                continue
            broken += [test for test, _, _, fails in heard if fails]
            knowledge.seconds |= {test: spent for test, _, spent, fails in heard if not fails}
            for function in {function for _, called, _, _ in heard for function in called}:
                # What is compiled for one test of a group is there for the next: it counts as called by all, the true callers first.
                order = sorted(heard, key=lambda one: function not in one[1])
                knowledge.callers[function] += [test for test, _, _, fails in order if not fails]
        return broken

    def attack(self, items: dict[str, Any], knowledge: Knowledge) -> None:
        """Run each mutant's tests."""
        from mutmut.mutation.trampoline import set_mutant_under_test

        killers: dict[str, Counter[str]] = defaultdict(Counter)
        chosen: dict[str, list[str]] = {}

        def tasks() -> Iterator[str]:
            for mutant in self.mutants:
                function = _function(mutant)
                chosen[mutant] = _chosen(
                    knowledge.callers.get(function, ()),
                    mutant,
                    killers[function],
                    knowledge,
                    self.seconds,
                )
                yield mutant

        def work(mutant: str) -> str:
            set_mutant_under_test(mutant)
            return _first([items[test] for test in chosen[mutant]])

        def limit(mutant: str) -> float:
            return 3 + 3 * sum(knowledge.seconds[test] for test in chosen[mutant])

        for done, (mutant, by) in enumerate(_forks(tasks(), work, self.jobs, limit), 1):
            pickle.dump((mutant, "time" if by is None else by), self.put)
            self.put.flush()
            if by:
                killers[_function(mutant)][by] += 1
            if done % 100 == 0:
                print(f"   {done} mutants", flush=True)


class _Once:
    """In the place of pytest's loop: these tests, until one fails. Where nothing can be collected, that is a failure too."""

    def __init__(self, tests: list[str]) -> None:
        self.tests, self.killer = tests, "collecting"

    def pytest_runtestloop(self, session: Any) -> bool:
        if not session.testsfailed:
            items = {item.nodeid: item for item in session.items}
            self.killer = _first([items[test] for test in self.tests if test in items])
        return True


# ---- what is told


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
    """The lines of every function, its own name left out."""
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
