"""The schools of a trust: what each of them has published, and how a new one begins."""
