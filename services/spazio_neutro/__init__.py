"""Spazio Neutro: the right of visit, protected, after a fracture of the family."""
