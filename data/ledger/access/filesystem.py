"""What kind of file system a folder is on: SQLite's locks and shared memory can't be trusted over a network."""

import re
from pathlib import Path
from typing import Final

from orderdeck.data.ledger.errors import LedgerUnsafe

NETWORK: Final = (
    "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "gfs2", "glusterfs", "gpfs", "lustre", "ncpfs",
    "nfs", "nfs4", "ocfs2", "orangefs", "smb2", "smb3", "smbfs"
)  # fmt: skip
"""File system types of the Linux kernel that several machines may have mounted at once."""

NETWORK_FUSE: Final = (
    "fuse.ceph", "fuse.curlftpfs", "fuse.davfs", "fuse.davfs2", "fuse.gcsfuse", "fuse.glusterfs",
    "fuse.goofys", "fuse.gvfsd-fuse", "fuse.juicefs", "fuse.moosefs", "fuse.onedriver", "fuse.rclone",
    "fuse.s3fs", "fuse.seaweedfs", "fuse.smbnetfs", "fuse.sshfs"
)  # fmt: skip
"""The same, for file systems in user space."""

MOUNTS: Final = Path("/proc/self/mountinfo")


def file_system_of(folder: Path, mounts: Path = MOUNTS) -> str:
    """The file system type ("ext4", "nfs4", "fuse.sshfs", …) that `folder` is on; "" where it can't be told.

    `folder` need not exist yet. Format of the table: proc_pid_mountinfo(5).
    """
    try:
        table = mounts.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""
    place = folder.resolve()
    found, longest = "", -1
    for line in table.splitlines():
        fields, _, rest = line.partition(" - ")
        point = Path(_unescape(fields.split(" ")[4]))
        depth = len(point.parts)
        # ">=": of two mounts on one point the later hides the earlier.
        if depth >= longest and place.is_relative_to(point):
            found, longest = rest.split(" ")[0], depth
    return found


def is_network(folder: Path, mounts: Path = MOUNTS) -> bool:
    """Whether `folder` is on a file system that is shared over a network."""
    kind = file_system_of(folder, mounts)
    return kind in NETWORK or kind in NETWORK_FUSE


def refuse_network(state: Path, mounts: Path = MOUNTS) -> None:
    """Raises LedgerUnsafe where `state` is on a network file system."""
    if is_network(state, mounts):
        raise LedgerUnsafe(
            f"{state} is on a network file system ({file_system_of(state, mounts)}), where several processes "
            "can't safely share a database; keep the desk on a local disk with --desk DIR "
            "(the exports may stay where they are)"
        )


def _unescape(text: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), text)
