"""What is on the screen: a queue's view, the dashboard, what a search leaves of it."""
