"""Lark grammars of the service's text lines, installed as ``smsc_codec.grammars``."""
