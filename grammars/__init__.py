"""The Lark grammars of the service's text lines, read as package data of ``smsc_codec.grammars``."""
