"""Load and cost measurements: each prints a table beside its limit from the same run; none is a timed test."""
