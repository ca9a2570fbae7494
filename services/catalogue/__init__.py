"""The kinds of service and who is enrolled in them: what every slice shares."""
