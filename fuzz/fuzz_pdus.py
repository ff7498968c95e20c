"""Fuzz SMPP's PDUs: ``python -m fuzz.fuzz_pdus [libFuzzer's arguments]``."""

from fuzz.common import main

if __name__ == "__main__":
    main(__file__)
