"""Fuzz replies in fmt=0, text: ``python -m fuzz.fuzz_replies_0 [libFuzzer arguments]``."""

from fuzz.common import main

if __name__ == "__main__":
    main(__file__)
