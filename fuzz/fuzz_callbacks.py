"""Fuzz callbacks: ``python -m fuzz.fuzz_callbacks [libFuzzer arguments]``."""

from fuzz.common import main

if __name__ == "__main__":
    main(__file__)
