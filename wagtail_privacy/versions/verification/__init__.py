"""Whether what is kept is what was recorded: every digest made again, every link of every chain followed.

``reading`` reads a database, ``judging`` is pure: rows in, report out. ``kept_digests`` reads and writes the digests
that people keep elsewhere.
"""
