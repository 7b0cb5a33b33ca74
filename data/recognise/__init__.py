"""Recognising a file: what it is by its bytes, its encoding, its header row, the profile that fits best."""

from data.recognise.files import recognise
from data.recognise.gate import sha256_of
from data.recognise.header import fold
from data.recognise.model import Dialect, Limits, Recognised, Refusal, RefusalError

__all__ = ["Dialect", "Limits", "Recognised", "Refusal", "RefusalError", "fold", "recognise", "sha256_of"]
