"""HTTP bytes ↔ messages: Segment's HTTP Tracking API in front of the pipeline."""
