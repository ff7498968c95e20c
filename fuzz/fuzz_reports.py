"""Fuzz delivery reports out of texts and TLVs: ``python -m fuzz.fuzz_reports [libFuzzer's arguments]``."""

from fuzz.common import main

if __name__ == "__main__":
    main(__file__)
