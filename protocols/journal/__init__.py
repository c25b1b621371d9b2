"""The durable log: messages, dedupe keys, quarantine and counters in one transaction."""
