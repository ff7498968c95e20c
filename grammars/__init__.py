"""Lark grammars of the service's text lines, installed as package data of ``smsc_codec.grammars``."""
