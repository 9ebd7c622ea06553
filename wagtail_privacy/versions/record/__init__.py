"""The evidence: append-only rows, their digests and triggers, erasure, sources and verification."""
