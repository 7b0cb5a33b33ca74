"""Watching the folder of exports: what is still arriving, who is writing, what has settled."""
