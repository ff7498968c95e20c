"""Fuzz replies in fmt=2, XML: ``python -m fuzz.fuzz_replies_2 [libFuzzer arguments]``."""

from fuzz.common import main

if __name__ == "__main__":
    main(__file__)
