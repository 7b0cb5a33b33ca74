"""Commands that open or keep a desk."""
