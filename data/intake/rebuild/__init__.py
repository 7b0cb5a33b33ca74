"""Parts that are lost or damaged, made anew from the files that they were read from."""
