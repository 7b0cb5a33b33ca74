"""One order in words: everything on it, and what to do next."""
