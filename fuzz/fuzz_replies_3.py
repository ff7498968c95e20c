"""Fuzz replies in fmt=3, JSON: ``python -m fuzz.fuzz_replies_3 [libFuzzer arguments]``."""

from fuzz.common import main

if __name__ == "__main__":
    main(__file__)
