"""What the top line, the list of files and commands say of what is missing, fails or waits. Pure."""
