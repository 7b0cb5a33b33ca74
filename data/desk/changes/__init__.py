"""What is other about an order than it was, for cards, histories and scripts."""
