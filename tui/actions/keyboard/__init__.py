"""Keys: their names, users' key maps, and the bindings that Textual is given."""
