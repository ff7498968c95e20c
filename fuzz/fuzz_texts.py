"""Fuzz texts of messages: ``python -m fuzz.fuzz_texts [libFuzzer arguments]``."""

from fuzz.common import main

if __name__ == "__main__":
    main(__file__)
