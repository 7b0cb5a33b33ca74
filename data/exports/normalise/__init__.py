"""Text frames → orders, lines and rejects, as the profile of their file says.

The desk knows some of its words; so what normalises (`normaliser`) is imported by name, and only by who does that.
"""

from orderdeck.data.exports.normalise.columns.context import Context, DatesAmbiguousError, Frames, Recognised

__all__ = ["Context", "DatesAmbiguousError", "Frames", "Recognised"]
