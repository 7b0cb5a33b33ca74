"""What a desk tells those who don't sit at it: the journal by filters, the report of a shift, lists for other tools."""
