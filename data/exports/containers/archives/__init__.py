"""What other files lie in: archives, compressed files and mails, unpacked within limits."""
