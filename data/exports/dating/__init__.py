"""When an export was taken, and which of two is the newer one. Pure."""
