"""Every pattern of the package is free of super-linear backtracking, apart from listed exceptions.

The analysis is in ``tools/automaton.py``. A separate process collects the patterns by wrapping
``re._compile`` while it imports the package and builds every codec.
"""

from __future__ import annotations

import ast
import json
import re
import re._parser as re_parser
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from re._constants import (
    ANY,
    ASSERT,
    ASSERT_NOT,
    ATOMIC_GROUP,
    BRANCH,
    IN,
    LITERAL,
    MAX_REPEAT,
    MAXREPEAT,
    MIN_REPEAT,
    NOT_LITERAL,
    POSSESSIVE_REPEAT,
    SUBPATTERN,
)
from typing import TYPE_CHECKING, Any

import pytest

from tools.automaton import Automaton

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]

# ---- Collect the patterns of the package


def collect() -> None:
    """Print every pattern that the package compiles and where; run in a fresh process."""
    import importlib
    import pkgutil

    compile_ = re._compile  # type: ignore[attr-defined]
    found: set[tuple[str, int, str, int, bool, str]] = set()

    def recording_compile(pattern: Any, flags: int) -> Any:
        frame: Any = sys._getframe(1)
        name = frame.f_code.co_name
        while frame is not None and frame.f_globals.get("__name__") in ("re", "functools"):
            name, frame = frame.f_code.co_name, frame.f_back
        module = frame.f_globals.get("__name__", "") if frame is not None else ""
        if module.startswith("smsc_codec") and isinstance(pattern, str | bytes):
            text = pattern if isinstance(pattern, str) else pattern.decode("latin-1")
            found.add((module, frame.f_lineno, text, int(flags), isinstance(pattern, bytes), name))
        return compile_(pattern, flags)

    re._compile = recording_compile  # type: ignore[attr-defined]
    import hypothesis  # noqa: F401  # first, since its entry point imports our strategies

    import smsc_codec

    for info in pkgutil.walk_packages(smsc_codec.__path__, "smsc_codec."):
        if not info.name.endswith("__main__"):
            importlib.import_module(info.name)
    from smsc_codec import commands, errors
    from smsc_codec.callbacks.codecs import layouts
    from smsc_codec.formats.grammar import _terminals, line_rule, token_rules
    from smsc_codec.logs.context import compiled
    from smsc_codec.logs.log_time import parse_log_time
    from smsc_codec.schema import scalars
    from smsc_codec.smpp import receipts
    from tools.catalogue import CODECS, rules

    assert CODECS
    layouts()
    for grammar, rule in rules():
        line_rule(grammar, rule)
    for kind in scalars.SCALARS:
        if kind.terminal:
            kind.pattern.fullmatch("")
            kind.int_range if kind.from_int else None  # noqa: B018
    for lenient in (True, False):
        try:
            receipts.decode(
                b"id:1 submit date:1 done date:2023-01-01 00:00 text:x", lenient=lenient
            )
        except errors.DecodeError as error:
            str(error)
    for request in ("/sys/status.php?psw=1", b"/sys/nothing.php?psw=1"):
        try:
            commands.parse(request)
        except errors.DecodeError as error:
            str(error)
    for rule in token_rules("logs"):
        compiled(rule.removesuffix("_tokens").upper())
    parse_log_time(b"", (0, 0))
    for one in commands.REQUESTS:
        for parameter in one.parameters:
            parameter.fast_accepts("")
    # Lark matches single terminals when it diagnoses an error.
    for grammar in sorted({grammar for grammar, _ in rules()}):
        found |= {
            ("smsc_codec.grammars", 0, str(one.pattern.to_regexp()), 0, False, "match")
            for one in _terminals(grammar).values()
        }
    json.dump(sorted(found), sys.stdout)


@dataclass(frozen=True)
class CompiledPattern:
    """One pattern: the name that holds it, and how it is used."""

    holder: str
    pattern: str | bytes
    flags: int
    usage: str


_SEARCHES = frozenset({"search", "findall", "finditer", "sub", "subn", "split", "scanner"})
_MATCHES = frozenset({"match", "fullmatch"})
#: Matched at consecutive positions, which amounts to a search.
_REPEATED_MATCH = frozenset({"smsc_codec.formats.lines._starts_row"})


@cache
def patterns() -> tuple[CompiledPattern, ...]:
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            "from tests.properties.test_linear_patterns import collect; collect()",
        ],
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    uses = _uses()
    found: dict[CompiledPattern, None] = {}
    for module, line, text, flags, is_bytes, method in json.loads(run.stdout):
        holder = f"{module}.{_holder(module, line)}" if line else module
        used = uses[holder.rpartition(".")[2]] if method == "compile" else {method}
        if used & _SEARCHES or holder in _REPEATED_MATCH or not used & _MATCHES:
            usage = "search"
        else:
            usage = "match" if "match" in used else "fullmatch"
        found[
            CompiledPattern(holder, text.encode("latin-1") if is_bytes else text, flags, usage)
        ] = None
    return tuple(found | dict.fromkeys(_inline()))


def _inline() -> Iterator[CompiledPattern]:
    """Yield patterns inside calls such as ``re.sub("x", ...)``."""
    for module, tree in _modules():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and _base(node.func.value) == "re"
                and node.args
            ):
                pattern, method = node.args[0], node.func.attr
                if (
                    method in _SEARCHES | _MATCHES
                    and isinstance(pattern, ast.Constant)
                    and isinstance(pattern.value, str | bytes)
                ):
                    assert len(node.args) < 4 and not node.keywords, (
                        "compile a pattern that has flags"
                    )
                    yield CompiledPattern(
                        f"{module}.{_holder(module, node.lineno)}",
                        pattern.value,
                        0,
                        method if method in _MATCHES else "search",
                    )


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / "smsc_codec").rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        yield module, ast.parse(path.read_text("utf-8"))


def _source(module: str) -> Path:
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@cache
def _holder(module: str, line: int) -> str:
    """Return the name that holds a pattern: a variable, an attribute, or a function."""
    name = "?"
    for node in ast.walk(ast.parse(_source(module).read_text("utf-8"))):
        if isinstance(
            node, ast.FunctionDef | ast.Assign | ast.AnnAssign
        ) and node.lineno <= line <= (node.end_lineno or 0):
            if isinstance(node, ast.FunctionDef):
                name = node.name
                continue
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name | ast.Attribute):
                name = _base(target)
    return name


def _base(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    return (
        _base(node.func if isinstance(node, ast.Call) else node.value)
        if isinstance(node, ast.Call | ast.Subscript)
        else "?"
    )


def _uses() -> dict[str, set[str]]:
    """Return the pattern methods that the package calls, by the name of the pattern."""
    uses: dict[str, set[str]] = defaultdict(set)
    for module, tree in _modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in _SEARCHES | _MATCHES:
                base = _base(node.value)
                uses[_holder(module, node.lineno) if base == "compile" else base].add(node.attr)
    return uses


#: Accepted findings: (holder, pattern) and the reason.
EXCEPTIONS: dict[tuple[str, str], str] = {
    ("smsc_codec.formats.grammar._START", r"^([a-z]\w*_(?:fmt|form)\w*)\s*:"): (
        "Matches the grammars of this package, never untrusted input. Quadratic in the number of _fmt in one name, and a name "
        "has one: 0.09 ms for status.lark (13 kB), 1.44 ms for sixteen copies of it."
    ),
}


def test_every_pattern_is_linear() -> None:
    """Exceptions must still be needed."""
    faults = {
        (one.holder, str(one.pattern)): fault
        for one in patterns()
        if (fault := Automaton(one.pattern, one.flags, one.usage).fault())
    }
    assert faults.keys() - EXCEPTIONS.keys() == set(), faults
    assert EXCEPTIONS.keys() - faults.keys() == set()


def _is_single_character(tree: Any) -> bool:
    """Whether a subpattern matches one character; ``re`` only counts such repetitions."""
    (op, value), *rest = tree
    return not rest and (
        op in (ANY, IN, LITERAL, NOT_LITERAL)
        or (op is SUBPATTERN and value[0] is None and _is_single_character(value[-1]))
    )


def _frame_repeats(tree: Any) -> Iterator[str]:
    """Yield unbounded repeats that store a frame per iteration: backtracking, longer than one
    character.
    """
    for op, value in tree:
        if (
            op in (MAX_REPEAT, MIN_REPEAT)
            and value[1] is MAXREPEAT
            and not _is_single_character(value[2])
        ):
            yield str(op)
        inner: list[Any] = []
        if op in (MAX_REPEAT, MIN_REPEAT, POSSESSIVE_REPEAT):
            inner = [value[2]]
        elif op in (SUBPATTERN, ASSERT, ASSERT_NOT):
            inner = [value[-1]]
        elif op is BRANCH:
            inner = value[1]
        elif op is ATOMIC_GROUP:
            inner = [value]
        for one in inner:
            yield from _frame_repeats(one)


#: Patterns allowed to store a frame per iteration, since their callers truncate the text.
WITH_FRAMES = frozenset({"smsc_codec.errors._PERSONAL_DATA"})


def test_no_repeat_stores_a_frame_per_iteration() -> None:
    """``(?:,x)*`` takes 80 bytes of memory per byte of input; a possessive repeat takes none."""
    assert {
        one.holder
        for one in patterns()
        if any(_frame_repeats(re_parser.parse(one.pattern, one.flags)))
    } == WITH_FRAMES
    for pattern, has_frames in (
        ("(?:,x)*?y", True),
        ("(?=(?:a|bc)+d)", True),
        ("(?:,x)*+", False),
        ("(?s:.)+?(?=x)", False),
        ("(a{2}){1,9}", False),
    ):
        assert any(_frame_repeats(re_parser.parse(pattern))) is has_frames, pattern


def test_patterns_of_all_modules_are_collected() -> None:
    """Every module that uses ``re`` and every grammar is covered, and searches are recognized."""
    found = patterns()
    assert len(found) > 150
    users = {
        module
        for module, tree in _modules()
        if any(
            isinstance(node, ast.Attribute)
            and _base(node.value) == "re"
            and node.attr in _SEARCHES | _MATCHES | {"compile"}
            for node in ast.walk(tree)
        )
    }
    assert users == {one.holder.rpartition(".")[0] for one in found} - {"smsc_codec"}
    usage = {one.holder: one.usage for one in found}
    assert (
        usage["smsc_codec.formats.urlencoded._PAIR"],
        usage["smsc_codec.errors._PERSONAL_DATA"],
        usage["smsc_codec.formats.lines._starts_row"],
    ) == ("search",) * 3
    assert (
        usage["smsc_codec.formats.grammar.pattern"],
        usage["smsc_codec.formats.documents._match_canonical"],
    ) == (
        "fullmatch",
        "match",
    )


@pytest.mark.parametrize(
    ("pattern", "usage", "fault"),
    [
        ("(a+)+b", "match", "exponential: 'a'"),
        ("(x|x)*y", "match", "exponential: 'x'"),
        ("(?:a|aa)+b", "match", "exponential"),
        ("(a*)*b", "match", "exponential"),
        ("(?:[0-9]{1,20})*x", "match", "exponential"),
        (r"(?:\s*,?\s*a?)*;", "match", "exponential"),
        ("a*a*b", "match", "polynomial: 'a'"),
        (r"(\S+):(\S*)\s", "match", "polynomial"),
        ("(.*),(.*);", "match", "polynomial"),
        (r"(?s:.*)[0-9]+x", "match", "polynomial"),
        ("(?=.*;).*a", "match", None),
        ("(?:.(?=.*;))*a", "match", "polynomial"),
        ("[^&=]+=", "search", "polynomial"),
        ("[^&=]++=", "search", "polynomial"),
        (" +$", "search", "polynomial"),
        ('"[^;]*;', "search", "polynomial"),
        ("[A-Z]+;", "search", "polynomial"),
        ("(?i:a)+A*;", "match", "polynomial"),
        (b"a*a*b", "match", "polynomial"),
        ("a*", "fullmatch", None),
        ("a*a*", "match", None),
        ("a*a*", "fullmatch", "polynomial"),
        (".+", "search", None),
        ("[a-z]+", "search", None),
        ("a++b", "match", None),
        ("(?>a+)+b", "match", None),
        ("(?>a+)a*b", "match", None),
        ("[^,]*,[^,]*;", "match", None),
        ("(?:,[^,]*)*;", "match", None),
        (r"\A[^&=]+=", "search", None),
        ("(?<![^&])[^&=]++=", "search", None),
        (r"(?:\A|&)([^&=]++)=([^&]*+)", "search", None),
        ("(?:a|b)*c", "match", None),
        ("((?>(?s:.+)(?=, x = ))), x = ((?s:.*))", "fullmatch", None),
        ("((?:(?s:.+)(?=, x = ))), x = ((?s:.*))", "fullmatch", "polynomial"),
        ("[0-9]{1,20}[0-9]{1,20}x", "match", None),
        ("(?:, [a-z]+ = [^,]*+)+", "fullmatch", None),
    ],
)
def test_analysis_detects_superlinear_patterns(
    pattern: str | bytes, usage: str, fault: str | None
) -> None:
    found = Automaton(pattern, 0, usage).fault()
    assert (found or "").startswith(fault or "") and (found is None) is (fault is None), found
