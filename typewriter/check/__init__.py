"""Whether code and plan match: what a program calls, held against what its plans name."""
