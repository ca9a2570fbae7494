"""Assistenza domiciliare minori: an educator at home, so that the child can stay there."""
