"""Text typed by people: what cannot be kept is refused, what only deceives the eye is taken out."""

import re
import unicodedata

from django.core.exceptions import ValidationError

# Direction overrides, isolates and zero-width marks: they can make a text read differently from what it is.
DECEIVING = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
LINE_ENDS = re.compile(r"\r\n?|\x0b|\x0c|\x85|\u2028|\u2029")
TAB, LINE_FEED = "\t", "\n"


def plain_text(text: str) -> str:
    """`text` in composed form, with Unix line ends and without invisible marks.

    Raises ValidationError for NUL and other control characters and for halves of characters (surrogates),
    which the database cannot keep.
    """
    composed = unicodedata.normalize("NFC", DECEIVING.sub("", LINE_ENDS.sub(LINE_FEED, text)))
    if any(map(_unkeepable, set(composed))):
        raise ValidationError(
            "Il testo contiene caratteri che non si possono conservare: riscrivilo o incollalo senza formattazione.",
            code="unkeepable",
        )
    return composed


def _unkeepable(character: str) -> bool:
    return character not in (TAB, LINE_FEED) and unicodedata.category(character) in ("Cc", "Cs")
