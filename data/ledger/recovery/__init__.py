"""A ledger that was damaged or lost, made anew from its second copy and its parts."""
