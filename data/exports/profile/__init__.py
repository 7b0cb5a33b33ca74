"""What an export looks like, and what its marketplace allows: profiles as records, checked and loaded."""
