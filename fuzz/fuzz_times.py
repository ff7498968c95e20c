"""Fuzz SMPP times: ``python -m fuzz.fuzz_times [libFuzzer arguments]``."""

from fuzz.common import main

if __name__ == "__main__":
    main(__file__)
