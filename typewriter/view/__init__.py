"""A compiled plan as what a client offers: calls, types and names."""
