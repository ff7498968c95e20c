"""Fuzz requests read out of a log: ``python -m fuzz.fuzz_requests [libFuzzer's arguments]``."""

from fuzz.common import main

if __name__ == "__main__":
    main(__file__)
