"""Tools for testing code that uses this library: a simulated service, and Hypothesis strategies."""
