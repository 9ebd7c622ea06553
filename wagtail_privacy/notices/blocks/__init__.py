"""Blocks of a notice, one family a file. Start at :mod:`.stream`."""
