"""Lists of the desk's orders, stock and acts for other tools: what is in them, and files of them.

It reads the desk and its stock; the words on a slip and what a terminal shows are made above it.
"""
