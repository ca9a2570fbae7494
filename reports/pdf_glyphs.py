"""Which letters the report's fonts can print, and what stands in for the others."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from fontTools.ttLib import TTFont

# Blanks and hyphens that the text font lacks: the replacement says the same, so no note is due.
EQUAL_LETTERS = {
    **dict.fromkeys("\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u205f\u3000", " "),
    **dict.fromkeys("\u2007\u202f", "\u00a0"),
    **dict.fromkeys("\u2010\u2011\u2043", "-"),
}
# A text with more unprintable letters than this is not readable anyway: their code points would only swell it.
MAX_CODES = 2_000
MAX_NOTES = 40


@dataclass(frozen=True, slots=True)
class Note:
    """A letter no font carries: its code point, its Unicode name and what is printed instead."""

    code: str
    name: str
    printed: str


@dataclass(frozen=True, slots=True)
class Substitutions:
    """What is printed for letters without a glyph.

    A letter with a printable base (`ẹ`) is printed as that base (`e`); any other as its code point, such as
    `[U+1F600]`: the reader sees that something was there and can tell what.
    """

    letters: dict[str, str]
    codes: frozenset[str]
    brief: bool

    @classmethod
    def for_text(cls, text: str, covered: frozenset[str]) -> Self:
        """The substitutions `text` needs when only the letters in `covered` can be printed."""
        missing = sorted(set(text) - (covered - EQUAL_LETTERS.keys()))
        bases = {letter: base for letter in missing if (base := _base(letter, covered))}
        codes = frozenset(missing) - bases.keys()
        return cls(bases, codes, brief=sum(letter in codes for letter in text) > MAX_CODES)

    def apply(self, text: str) -> str:
        """The text with only printable letters; what is put in never means anything in HTML."""
        text = text.translate({ord(letter): base for letter, base in self.letters.items()})
        if not self.codes:
            return text
        return re.sub(f"[{re.escape(''.join(sorted(self.codes)))}]+", lambda run: self._code(run[0]), text)

    def notes(self) -> list[Note]:
        """The first `MAX_NOTES` replacements a reader must be told of, by code point."""
        shown = {letter: printed for letter, printed in self.letters.items() if letter not in EQUAL_LETTERS}
        shown |= {letter: self._code(letter) for letter in self.codes}
        return [
            Note(f"U+{ord(letter):04X}", unicodedata.name(letter, "senza nome"), shown[letter])
            for letter in sorted(shown)[:MAX_NOTES]
        ]

    def _code(self, run: str) -> str:
        if self.brief:
            return "[?]"
        return "[" + " ".join(f"U+{ord(letter):04X}" for letter in run) + "]"


def covered_letters(fonts: Iterable[Path]) -> frozenset[str]:
    """The letters that every one of the given font files carries."""
    maps = []
    for path in fonts:
        with TTFont(path, lazy=True) as font:
            maps.append(frozenset(map(chr, font.getBestCmap())))
    return frozenset.intersection(*maps) | {"\n"}


def _base(letter: str, covered: frozenset[str]) -> str:
    if letter in EQUAL_LETTERS:
        return EQUAL_LETTERS[letter]
    parts = unicodedata.normalize("NFKD", letter)
    base = "".join(part for part in parts if not unicodedata.combining(part))
    # The replacement happens after escaping: never put in a character that means something in HTML.
    return base if set(base) <= covered - set("<>&\"'") else ""
