"""The embedded run: one command that brings its own PostgreSQL and broker. Never for real data.

Nothing here imports Django: it must work while the product itself is broken, and start quickly.
"""
