"""What is asked about single orders and exports: details, people, arrivals, for the deck and as JSON."""
