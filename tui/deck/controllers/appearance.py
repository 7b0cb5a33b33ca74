"""How the deck looks: language, theme, privacy, a fresh drawing."""

from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.i18n import NAMES, _, following, language, use
from orderdeck.tui.terminal import themes


class AppearanceController(Controller):
    """Switches that hold while the deck runs; the settings say how it starts."""

    def language(self) -> None:
        """Go to the next language; everything on screen follows."""
        use(following())
        self.deck.restate()
        self.flash(_("Language: {name}", name=NAMES[language()]))

    def theme(self) -> None:
        """Go to the next theme."""
        name = themes.following(self.deck.app.theme)
        self.deck.app.theme = name
        self.flash(_("Theme: {name}", name=name))

    def privacy(self) -> None:
        """Hide what is personal, or show it again."""
        self.state.privacy = not self.state.privacy
        self.deck.restate()
        self.flash(
            _("Names, phones and addresses are hidden.") if self.state.privacy else _("Everything is shown.")
        )

    def redraw(self) -> None:
        """Draw everything anew, at the size that the terminal has now."""
        self.deck.redraw()
