"""What each export is a picture of: which orders it lists no more, and what it lacks."""
