"""`protocols demo`: the whole promise on one machine, with real programs and real events."""
