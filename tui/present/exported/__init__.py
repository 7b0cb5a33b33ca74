"""What leaves the desk as a file, as bytes, and what is to be said of it. Pure."""
