"""Mails: told from other text, and the files attached to them."""

import email
import email.policy
import re
from email.errors import CloseBoundaryNotFoundDefect
from pathlib import Path
from typing import BinaryIO, Final

from orderdeck.data.exports.containers.archives.members import (
    MOST_MEMBERS,
    Member,
    Names,
    Writer,
    decoded,
    is_wanted,
)
from orderdeck.data.exports.containers.records import MB, RefusalError

_MOST: Final = 64 * MB
"""The largest mail: servers take 25 to 50 MB."""
_HEADER: Final = re.compile(r"(?:From [^\n]*\n)?(?:[!-9;-~]+[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*)+", re.ASCII)
_FROM: Final = re.compile(r"^From[ \t]*:", re.IGNORECASE | re.MULTILINE)
_SENT: Final = re.compile(
    r"^(?:Date|Received|Message-ID|Delivered-To|Return-Path)[ \t]*:", re.IGNORECASE | re.MULTILINE
)
_PAGE: Final = re.compile(
    r"^(?:Snapshot-Content-Location|X-Document-Type)[ \t]*:|^From[ \t]*: *<Saved by",
    re.IGNORECASE | re.MULTILINE,
)
"""Of pages that browsers and Excel save in the form of mails."""


def is_mail(head: str) -> bool:
    """Whether text that begins with `head` is a mail: the lines in front of its first empty one say who sent it, and
    when or by which way."""
    lines = _HEADER.match(head[:65536].replace("\r\n", "\n"))
    if not lines:
        return False
    header = lines[0]
    return bool(_FROM.search(header) and _SENT.search(header)) and not _PAGE.search(header)


def attachments(file: BinaryIO, into: Path) -> list[Member]:
    """Writes the files attached to a mail that may be tables to `into`. Raises RefusalError."""
    file.seek(0)
    content = file.read(_MOST + 1)
    if len(content) > _MOST:
        raise RefusalError("too_large", f"a mail of more than {_MOST // MB} MB")
    mail = email.message_from_bytes(content, policy=email.policy.default)
    names, writer = Names(), Writer(into)
    for part in mail.walk():
        if any(isinstance(defect, CloseBoundaryNotFoundDefect) for defect in part.defects):
            raise RefusalError("torn", "the end of the mail is missing")
        told = None if part.is_multipart() else part.get_filename()
        name = names.of(_decoded(told)) if told else ""
        if not name or not is_wanted(name):
            continue
        if len(writer.members) == MOST_MEMBERS:
            raise RefusalError("too_large", f"limit {MOST_MEMBERS} files")
        held = part.get_payload(decode=True)
        writer.put(name, [held] if isinstance(held, bytes) else [])
    return writer.members


def _decoded(name: str) -> str:
    """A file's name as text: some programs write it as bytes of their own encoding."""
    try:
        raw = name.encode("ascii", "surrogateescape")
    except UnicodeEncodeError:
        return name
    return decoded(raw) or raw.decode("latin-1")
