"""Micro comunità: a small, family-like home for children who cannot live in their own."""
