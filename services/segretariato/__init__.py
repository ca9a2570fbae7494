"""Segretariato sociale professionale: the door open to everybody, where a need is heard and read."""
