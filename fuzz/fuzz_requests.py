"""Fuzz requests found in logs: ``python -m fuzz.fuzz_requests [libFuzzer arguments]``."""

from fuzz.common import main

if __name__ == "__main__":
    main(__file__)
