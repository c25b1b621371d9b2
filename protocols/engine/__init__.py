"""The engine: one compiled plan and one set of controls judge one message. Pure."""
