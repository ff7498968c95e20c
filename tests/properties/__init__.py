"""The laws of the library, a file each. Each property is also a fuzz target."""
