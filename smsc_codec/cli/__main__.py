"""``python -m smsc_codec.cli``."""

from smsc_codec.cli import main

main()
