"""A rehearsal of the delivery: many dispatches, a real provider, and workers that are killed at random."""
