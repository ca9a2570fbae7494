"""Taking words out of a text: what goes is gone, not covered.

A text is divided into passages; a person says which go, and which words go from all that stay.
"""

import hashlib
import itertools
import re
import unicodedata
from collections.abc import Collection, Sequence

GONE = "[omissis]"
# A passage ends with a sentence (not with an initial) or an empty line; long ones are divided at a blank.
END = re.compile(r"(?<=\w\w[.!?;])\s+|\n\s*\n")
DIVIDED = re.compile(r"(?<=\w)-\n(?=\w)")
MOST_LETTERS = 500


def passages_of(text: str) -> list[str]:
    """The text as passages of at most 500 letters, nothing lost but blanks."""
    found: list[str] = []
    for sentence in END.split(DIVIDED.sub("", text)):
        rest = " ".join(sentence.split())
        while len(rest) > MOST_LETTERS:
            cut = rest.rfind(" ", 0, MOST_LETTERS)
            cut = cut if cut > 0 else MOST_LETTERS
            found.append(rest[:cut])
            rest = rest[cut:].strip()
        if rest:
            found.append(rest)
    return found


def words_of(text: str) -> list[str]:
    """What a person listed, one entry for each line, the longest first."""
    entries = {" ".join(line.split()) for line in text.splitlines()}
    return sorted((entry for entry in entries if len(entry) > 1), key=lambda entry: (-len(entry), entry))


def redacted(passages: Sequence[str], removed: Collection[int], words: Sequence[str]) -> list[str]:
    """The passages without those numbered in `removed` (from 0) and without any of `words`.

    Words are looked for across the borders of passages, too: a name may stand on both sides of one.
    """
    numbered = enumerate(passages)
    found: list[str] = []
    for goes, group in itertools.groupby(numbered, key=lambda each: each[0] in removed):
        kept = "\n".join(passage for _, passage in group)
        found += [GONE] if goes else without(kept, words).split("\n")
    return found


def without(text: str, words: Sequence[str]) -> str:
    """The text with every one of `words` replaced: whatever its case, accents or kind of blank."""
    if not words:
        return text
    plain = "".join(_letter(letter) for letter in text)
    options = "|".join(r"[\s\-'’]+".join(re.escape(_folded(part)) for part in word.split()) for word in words)
    pieces, last = [], 0
    for match in re.finditer(rf"(?<!\w)(?:{options})(?!\w)", plain):
        pieces += [text[last : match.start()], GONE]
        last = match.end()
    return "".join([*pieces, text[last:]])


def _letter(letter: str) -> str:
    """One letter for one letter, so that places in the plain text are places in the text."""
    base = unicodedata.normalize("NFKD", letter).lower()
    return base[0] if base else letter


def _folded(word: str) -> str:
    return "".join(_letter(letter) for letter in unicodedata.normalize("NFC", word))


def fingerprint(passages: Sequence[str]) -> str:
    """SHA-256 of the passages: a choice of numbers holds for this text and no other."""
    return hashlib.sha256("\x1e".join(passages).encode()).hexdigest()
