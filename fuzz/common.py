"""Run Atheris over one property, with the library instrumented."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]

from fuzz.known import is_known

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["main"]


def main(file: str) -> None:
    """Fuzz the property that ``fuzz_<name>.py`` is named after; the arguments are those of
    libFuzzer.
    """
    target = Path(file).stem.removeprefix("fuzz_")
    with atheris.instrument_imports(include=["smsc_codec"]):
        if os.environ.get("FUZZ_GENERATED", "1") == "1":
            _instrument_generated_code()
        from tools.properties import PROPERTIES

    check = PROPERTIES[target]

    def run(data: bytes) -> None:
        try:
            check(data)
        except Exception as failure:
            if not is_known(target, failure):
                raise

    # Build the lazily compiled code first, so that it does not count towards the time of an input.
    run(b"")
    # libFuzzer restarts itself through a shell to merge and to minimise; the first argument is that
    # command.
    atheris.Setup([f"{sys.executable} -m fuzz.fuzz_{target}", *sys.argv[1:]], run)
    atheris.Fuzz()


def _instrument_generated_code() -> None:
    """Instrument generated functions too, about 10 ms each; FUZZ_GENERATED=0 skips this."""
    from smsc_codec import codegen

    plain = codegen.compile_function

    def compile_function(*args: Any, **options: Any) -> Callable[..., Any]:
        function: Callable[..., Any] = atheris.instrument_func(plain(*args, **options))
        return function

    # Must happen before any module imports the name.
    codegen.compile_function = compile_function
