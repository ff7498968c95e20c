"""Fuzz replies in fmt=0, text lines: ``python -m fuzz.fuzz_replies_0 [libFuzzer's arguments]``."""

from fuzz.common import main

if __name__ == "__main__":
    main(__file__)
