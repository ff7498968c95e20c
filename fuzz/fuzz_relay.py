"""Fuzz relayed callbacks: ``python -m fuzz.fuzz_relay [libFuzzer arguments]``."""

from fuzz.common import main

if __name__ == "__main__":
    main(__file__)
