"""The end of the process that reads: what it answers, and by what."""
