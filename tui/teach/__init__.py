"""The teaching wizard: a profile for an export that none fits, corrected by keys and saved."""
