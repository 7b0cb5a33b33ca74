"""Messages to buyers and suppliers: templates in their language, facts filled in, what is missing marked."""

from orderdeck.data.messages.facts import order_facts
from orderdeck.data.messages.render import (
    Message,
    MessageError,
    best_language,
    facts_of,
    languages_for,
    render,
    situations,
    title_of,
)
from orderdeck.data.rules.places.languages import language_of

__all__ = [
    "Message",
    "MessageError",
    "best_language",
    "facts_of",
    "language_of",
    "languages_for",
    "order_facts",
    "render",
    "situations",
    "title_of",
]
