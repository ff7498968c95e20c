"""Fuzz the files of tasks: ``python -m fuzz.fuzz_tasks [libFuzzer's arguments]``."""

from fuzz.common import main

if __name__ == "__main__":
    main(__file__)
