"""For the tests of those who use this library: the service as a WSGI application, and strategies for Hypothesis."""
