"""Digests: who is told what, written once into the outbox and sent from there."""
