"""The folder of exports: what lies in it, what is still arriving, who is writing."""
