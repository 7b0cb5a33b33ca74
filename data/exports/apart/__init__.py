"""Reading in a process of its own, within limits of memory and time: a file can end its reader, and nothing else."""
