"""What changed between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\S+\s*|\s+")
# Above this many words the comparison goes by line: a page must not wait for it.
MAX_WORDS = 3_000


@dataclass(frozen=True)
class Piece:
    """A run of words that is in both texts (`same`), only in the old (`gone`) or only in the new (`new`)."""

    kind: str
    text: str


def word_diff(old: str, new: str) -> list[Piece]:
    """The two texts as one run of pieces; plain text, to be escaped where it is shown."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    if len(before) + len(after) > 2 * MAX_WORDS:
        before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    pieces: list[Piece] = []
    for operation, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if operation == "equal":
            pieces.append(Piece("same", "".join(before[i:j])))
            continue
        pieces += [Piece("gone", "".join(before[i:j]))] if j > i else []
        pieces += [Piece("new", "".join(after[k:m]))] if m > k else []
    return pieces
