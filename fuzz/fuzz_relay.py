"""Fuzz callbacks that were signed again: ``python -m fuzz.fuzz_relay [libFuzzer's arguments]``."""

from fuzz.common import main

if __name__ == "__main__":
    main(__file__)
