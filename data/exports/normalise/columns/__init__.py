"""The columns of a batch, as the profile has them and as normalising needs them."""
