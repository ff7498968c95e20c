"""Fuzz SMPP's times: ``python -m fuzz.fuzz_times [libFuzzer's arguments]``."""

from fuzz.common import main

if __name__ == "__main__":
    main(__file__)
