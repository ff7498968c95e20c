"""Sample replies, shipped so that the first command of the README has input."""
