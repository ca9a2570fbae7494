"""The demo: invented families, their records, and the walk of the whole thread. Never beside real data."""
