"""Fuzz streams of PDUs, cut anywhere: ``python -m fuzz.fuzz_stream [libFuzzer's arguments]``."""

from fuzz.common import main

if __name__ == "__main__":
    main(__file__)
