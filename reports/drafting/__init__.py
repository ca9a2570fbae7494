"""What the record of a period gives to a report, piece by piece, each with its source."""
