"""Fuzz files of deferred tasks: ``python -m fuzz.fuzz_tasks [libFuzzer arguments]``."""

from fuzz.common import main

if __name__ == "__main__":
    main(__file__)
