"""Interoperability tests against other implementations of SMPP; see README.md."""
