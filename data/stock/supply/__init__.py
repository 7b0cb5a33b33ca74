"""What is to come: purchases, suppliers, lead times and chances."""
