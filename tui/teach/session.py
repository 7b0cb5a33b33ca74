"""One file being taught: the proposal as corrected so far, its preview, and where the profile goes. No Textual."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from orderdeck.data.base.text.sanitize import clean_text

if TYPE_CHECKING:
    from orderdeck.data.base.config.settings import Settings
    from orderdeck.data.base.paths import DeskPaths
    from orderdeck.data.exports.profile.records import Profile
    from orderdeck.data.exports.recognise import Refusal
    from orderdeck.data.exports.teach.model import Proposal
    from orderdeck.data.exports.teach.preview import Preview


@dataclass
class Session:
    """`paths`: the desk that the profile is for, None for the user's own profiles."""

    path: Path
    paths: "DeskPaths | None"
    settings: "Settings | None" = None
    proposal: "Proposal | None" = None
    preview: "Preview | None" = None
    encoding: str = ""
    """What a person says the file is in, a Python codec; "": found out."""
    changed: bool = False
    """Whether a person has corrected anything that isn't saved."""
    _profiles: "list[Profile]" = field(default_factory=list)

    @property
    def shown_name(self) -> str:
        """The file's name, fit to be shown."""
        return clean_text(self.path.name)

    def read(self) -> "Refusal | None":
        """Propose a profile and preview it; the Refusal where the file is no table. Again, after `encoding` was set:
        what a person has decided stays where it can. Slow: not for the screen's own thread."""
        from orderdeck.data.exports.containers.records import Limits
        from orderdeck.data.exports.profile.files import load_profiles
        from orderdeck.data.exports.recognise import Refusal
        from orderdeck.data.exports.recognise.files import DEFAULT_LIMITS
        from orderdeck.data.exports.teach.guess.propose import propose
        from orderdeck.data.exports.teach.reread import carry

        limits = Limits.of(self.settings.folder) if self.settings else DEFAULT_LIMITS
        root = self.paths.exports if self.paths and self.path.is_relative_to(self.paths.exports) else None
        found = propose(self.path, load_profiles(self.paths), limits, root, encoding=self.encoding)
        if isinstance(found, Refusal):
            return found
        self.proposal = found if self.proposal is None else carry(self.proposal, found)
        self.look()
        return None

    def look(self) -> None:
        """Preview the proposal as it stands; takes about 50 ms."""
        from orderdeck.data.exports.teach.preview import preview

        assert self.proposal is not None
        self.preview = preview(self.proposal, self.settings)

    @property
    def target(self) -> Path:
        """Where the profile will be saved."""
        from orderdeck.data.exports.teach.save import target_of

        assert self.proposal is not None
        return target_of(self.paths, self.proposal.name)

    def save(self, name: str = "") -> Path:
        """Write the profile; its path. Raises `data.exports.teach.save.SaveError`."""
        from orderdeck.data.exports.teach.save import save

        assert self.proposal is not None
        path = save(self.proposal, self.paths, name)
        self.changed = False
        return path
