"""How the deck looks: language, theme, privacy, a fresh drawing."""

from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.i18n import NAMES, _, following, labelled, language, use
from orderdeck.tui.present.panels.themes import rows as themes_list
from orderdeck.widgets.prompt.flow import flow


class AppearanceController(Controller):
    """Switches that hold while the deck runs; the settings say how it starts."""

    def language(self) -> None:
        """Go to the next language; everything on screen follows."""
        key = self.deck.key_of("app.language")
        # For whoever reads only the language before: how to come back to it.
        back = labelled(_("Back to {name}", name=NAMES[language()]), key)
        use(following())
        self.deck.restate()
        self.flash(" · ".join((_("Language: {name}", name=NAMES[language()]), back)))

    @flow
    async def theme(self) -> None:
        """Choose a theme from the list: the one under the cursor is seen at once, esc returns to the one before."""
        before = self.deck.app.theme
        chosen = await self.deck.controls.palette.pick(
            lambda _typed: themes_list(sorted(self.deck.app.available_themes), before),
            heading=_("Themes"),
            placeholder=_("part of a theme's name"),
            empty=_("No such theme."),
            verb=_("Take it"),
            look=self._see,
        )
        self._see(chosen or before)
        if chosen and chosen != before:
            self.flash(
                _('Theme: {name}. To keep it: theme = "{name}" under [look] in orderdeck.toml.', name=chosen)
            )

    def _see(self, name: str) -> None:
        if self.deck.app.theme != name:
            self.deck.app.theme = name

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
