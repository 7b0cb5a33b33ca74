"""Commands about files: checking, profiles, samples, templates."""
