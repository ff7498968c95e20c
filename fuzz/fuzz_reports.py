"""Fuzz delivery reports: ``python -m fuzz.fuzz_reports [libFuzzer arguments]``."""

from fuzz.common import main

if __name__ == "__main__":
    main(__file__)
