"""What lies in a folder of exports, and what of it is no export by its name."""
