"""Oracles: other implementations of SMPP read what this library writes, and write what it reads. README.md tells how to run them."""
