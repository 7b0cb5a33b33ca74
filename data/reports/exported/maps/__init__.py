"""Files for forwarders and customs, by column maps that users own: what a map says, and what it makes of the desk.

It knows the lists beside it; a map says which columns there are and what they are called, never what an amount is.
"""
