"""Records, frames and small tools that everything in `data` may know. Knows nothing of the rest."""
