"""Tutela Minori: taking charge of families with children on the mandate of the courts."""
