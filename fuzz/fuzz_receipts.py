"""Fuzz the texts of delivery receipts: ``python -m fuzz.fuzz_receipts [libFuzzer arguments]``."""

from fuzz.common import main

if __name__ == "__main__":
    main(__file__)
