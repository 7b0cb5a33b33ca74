"""Rules that files hold, packaged and the user's own: remarks, services, places, customs, closures."""
