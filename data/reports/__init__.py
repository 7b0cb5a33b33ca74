"""What was done on a desk: the journal by filters, and the report of a shift."""
