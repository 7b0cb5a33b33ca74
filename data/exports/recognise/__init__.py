"""Recognising a file: what it is by its bytes, its encoding, its header row, the profile that fits best."""

from orderdeck.data.exports.containers.files import sha256_of
from orderdeck.data.exports.containers.layout.header import fold
from orderdeck.data.exports.containers.records import Dialect, Limits, Recognised, Refusal, RefusalError
from orderdeck.data.exports.recognise.files import recognise

__all__ = ["Dialect", "Limits", "Recognised", "Refusal", "RefusalError", "fold", "recognise", "sha256_of"]
