"""What all targets share: the library instrumented, and Atheris run over one door's law."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]

from fuzz.known import is_known

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = ["main"]


def main(target: str) -> None:
    """Fuzz the door that the file ``fuzz_<door>.py`` is called after, with libFuzzer's arguments."""
    door = Path(target).stem.removeprefix("fuzz_")
    with atheris.instrument_imports(include=["smsc_codec"]):
        if os.environ.get("FUZZ_GENERATED", "1") == "1":
            _instrument_what_is_generated()
        from tools.properties import DOORS

    law = DOORS[door]

    def one(octets: bytes) -> None:
        try:
            law(octets)
        except Exception as failure:
            if not is_known(door, failure):
                raise

    # What is built when first needed is built before: it is no part of any input's time.
    one(b"")
    # libFuzzer starts itself anew to merge and to minimise, by a shell: by what stands first here.
    atheris.Setup([f"{sys.executable} -m fuzz.fuzz_{door}", *sys.argv[1:]], one)
    atheris.Fuzz()


def _instrument_what_is_generated() -> None:
    """Readers and writers are generated, a thousand of them. Some ten milliseconds each: FUZZ_GENERATED=0 leaves it out."""
    from smsc_codec import codegen

    plain = codegen.compile_function

    def generate(name: str, lines: Iterable[str], names: Mapping[str, Any]) -> Callable[..., Any]:
        function: Callable[..., Any] = atheris.instrument_func(plain(name, lines, names))
        return function

    # Before any module that takes the name from there is imported.
    codegen.compile_function = generate
