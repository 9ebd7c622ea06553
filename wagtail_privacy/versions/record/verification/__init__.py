"""Verifies stored versions and events: computes every digest again and compares every link of every chain.

``reading`` reads a database, ``chains`` is pure: rows in, report out. ``kept_digests`` reads and writes the digests
that people keep elsewhere.
"""
