"""Which status the words of an unknown file mean, in whichever of its columns."""
