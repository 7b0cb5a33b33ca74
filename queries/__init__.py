"""The SQL of the desk, one file a view, and the small loader that reads it."""
