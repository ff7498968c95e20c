"""Fuzz the log scanner: ``python -m fuzz.fuzz_logs [libFuzzer arguments]``."""

from fuzz.common import main

if __name__ == "__main__":
    main(__file__)
