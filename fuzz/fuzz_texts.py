"""Fuzz a message's octets as text: ``python -m fuzz.fuzz_texts [libFuzzer's arguments]``."""

from fuzz.common import main

if __name__ == "__main__":
    main(__file__)
