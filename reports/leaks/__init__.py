"""Looking for protected words in a report before it is approved (handbook safety §4)."""
