"""Whether a known word was meant, asked at the end of a message in the language spoken."""

from orderdeck.tui.i18n import _


def hint(name: str) -> str:
    """The question about `name` (see `data.base.text.did_you_mean.closest`); "" without one."""
    return " " + _("(did you mean `{nearest}`?)", nearest=name) if name else ""
