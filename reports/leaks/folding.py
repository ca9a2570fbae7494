"""Texts made comparable: accents, case, look-alike letters, punctuation, blanks and ways of writing a number do not
hide a word."""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

# A run of so many letters is told apart from ordinary words even inside a longer one.
UNMISTAKABLE = 14
# Shorter than this without its blanks, a needle is looked for as whole words only.
COMPACT = 7
AROUND = 60
# Letters that look like Latin ones (Unicode UTS #39, table of confusables): Cyrillic, Greek, Armenian, and the
# Latin ones that no normalisation takes apart. Capitals and small letters may look like different letters.
_ALIKE = {
    "АВЕЅІЈКМНОРСТУХҺԚԜӀЕЁЗ": "ABESIJKMHOPCTYXHQWLEEZ",
    "авеѕіјкмнорстухһԛԝӏгёԁѵ": "abesijkmhopctyxhqwlredv",
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϺ": "ABEZHIKMNOPTYXCM",
    "αβεηικνορτυχωγϲϳ": "abenikvoptuxwycj",
    "օոսհզցԼՏ": "onuhqgLS",
    "ıȷɑɡłŁøØđĐħƖƶꞑ": "ijaglLoOdDhlzn",
}
LOOK_ALIKE = {alike: latin for row, plain in _ALIKE.items() for alike, latin in zip(row, plain, strict=True)}


def fold(text: str) -> str:
    """Words in small letters without accents, one blank between them: NFKC, then case, then marks."""
    return Folded(text).words


@dataclass(frozen=True)
class Folded:
    """A text with its comparable forms; places found in them lead back to the text itself."""

    text: str

    @cached_property
    def _letters(self) -> tuple[str, list[int]]:
        """Letters and digits alone, and where each comes from."""
        letters: list[str] = []
        places: list[int] = []
        for place, letter in enumerate(self.text):
            plain = LOOK_ALIKE.get(letter) or unicodedata.normalize("NFKC", letter)
            for part in unicodedata.normalize("NFKD", plain.casefold()):
                part = LOOK_ALIKE.get(part, part)
                if part.isalnum():
                    letters.append(part)
                    places.append(place)
        return "".join(letters), places

    @cached_property
    def words(self) -> str:
        """The text as words with one blank between them."""
        letters, places = self._letters
        parts: list[str] = []
        for index, letter in enumerate(letters):
            if index and any(_parts(one) for one in self.text[places[index - 1] + 1 : places[index]]):
                parts.append(" ")
            parts.append(letter)
        return "".join(parts)

    @cached_property
    def _starts(self) -> set[int]:
        """Where, among the letters, words begin."""
        starts, at = {0}, 0
        for word in self.words.split(" "):
            at += len(word)
            starts.add(at)
        return starts

    def find(self, needle: str) -> tuple[int, int] | None:
        """Where `needle` (folded words) first stands in the text, from and to; None when it does not."""
        return next(self.spots(needle), None)

    def spots(self, needle: str) -> Iterator[tuple[int, int]]:
        """Every place where `needle` stands, in order, without overlaps.

        Blanks do not count; short needles have to be whole words.
        """
        letters, places = self._letters
        wanted = needle.replace(" ", "")
        unmistakable = len(wanted) >= UNMISTAKABLE or (wanted.isdigit() and len(wanted) >= COMPACT)
        at = letters.find(wanted) if wanted else -1
        while at >= 0:
            end = at + len(wanted)
            hit = unmistakable or (at in self._starts and end in self._starts)
            if hit:
                yield places[at], places[end - 1] + 1
            at = letters.find(wanted, end if hit else at + 1)

    def passage(self, found: tuple[int, int]) -> str:
        """The words around a place, for a person to read."""
        start, end = max(0, found[0] - AROUND), found[1] + AROUND
        head, tail = "…" if start else "", "…" if end < len(self.text) else ""
        return head + " ".join(self.text[start:end].split()) + tail

    def runs(self, length: int) -> dict[str, int]:
        """Every run of `length` words of this text, with the place of its first letter."""
        words = self.words.split(" ")
        at, starts = 0, []
        for word in words:
            starts.append(at)
            at += len(word)
        places = self._letters[1]
        return {
            " ".join(words[index : index + length]): places[starts[index]]
            for index in range(len(words) - length + 1)
            if words[index]
        }

    def end_of_run(self, start: int, run: str) -> int:
        """Where a run of words that begins at `start` ends."""
        places = self._letters[1]
        return places[min(len(places) - 1, bisect_left(places, start) + len(run.replace(" ", "")) - 1)] + 1


def _parts(letter: str) -> bool:
    """Whether a character between two letters parts words: marks over a letter and invisible ones do not."""
    return unicodedata.category(letter) not in {"Mn", "Cf"}
