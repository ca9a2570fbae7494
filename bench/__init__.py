"""Measurements against a floor or a peer, in one run: ratios, never absolute times (handbook performance §8)."""
