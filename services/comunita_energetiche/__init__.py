"""Comunità energetiche: the generative pact between a vulnerable family and its community."""
