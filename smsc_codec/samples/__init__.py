"""Replies of the service, shipped so that the first command of the README has something to read."""
