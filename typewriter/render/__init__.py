"""What a client offers, as text. Nothing is written to disk here."""
