"""Stock-outs: what stock covers, what a restock can still save, and what to do about the rest."""
