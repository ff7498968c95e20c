"""Fuzz streams of PDUs: ``python -m fuzz.fuzz_stream [libFuzzer arguments]``."""

from fuzz.common import main

if __name__ == "__main__":
    main(__file__)
