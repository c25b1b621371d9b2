"""Typed tracking clients, generated from a tracking plan."""
