"""Fuzz replies in fmt=1, commas: ``python -m fuzz.fuzz_replies_1 [libFuzzer arguments]``."""

from fuzz.common import main

if __name__ == "__main__":
    main(__file__)
