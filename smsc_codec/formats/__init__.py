"""Format codecs: one module per syntax. Each module is the only importer of its parser library."""
