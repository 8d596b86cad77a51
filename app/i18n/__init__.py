"""The words that people read, in every language of the program (a leaf: it knows no other room)."""

from app.i18n.catalogue import has, translate
from app.i18n.language import LANGUAGES, Language, choose

__all__ = ["LANGUAGES", "Language", "choose", "has", "translate"]
