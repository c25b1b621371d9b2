"""`protocols explain`: what happens to one message, step by step, or what a finding's id means."""
