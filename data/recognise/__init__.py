"""Recognising a file: what it is by its bytes, its encoding, its header row, the profile that fits best."""

from orderdeck.data.recognise.files import recognise
from orderdeck.data.recognise.gate import sha256_of
from orderdeck.data.recognise.header import fold
from orderdeck.data.recognise.model import Dialect, Limits, Recognised, Refusal, RefusalError

__all__ = ["Dialect", "Limits", "Recognised", "Refusal", "RefusalError", "fold", "recognise", "sha256_of"]
