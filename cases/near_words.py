"""Words of the diaries one may read that are almost those typed: asked only when these are nowhere as typed.

The vocabulary is that of the newest paragraphs in sight and of nothing else. A word of a hidden case is neither found
nor suggested, and does not push out one that is in sight.
"""

from collections import defaultdict
from collections.abc import Sequence

from django.db import connection

NEWEST = 3000  # paragraphs: some tens of thousands of different words, told in a tenth of a second
MOST = 4
# How many letters may be wrong: none in a short word, two from six letters on, and two exchanged ones always.
NEAR = """
WITH vocabulary AS MATERIALIZED (
    SELECT word, ndoc FROM ts_stat(%(source)s) WHERE length(word) <= 60
), typed AS (
    SELECT lexeme, CASE WHEN length(lexeme) < 4 THEN 0 WHEN length(lexeme) < 6 THEN 1 ELSE 2 END AS wrong
    FROM unnest(to_tsvector('bandolo', %(text)s)) WHERE length(lexeme) <= 60
)
SELECT typed.lexeme, near.word FROM typed LEFT JOIN LATERAL (
    SELECT v.word, levenshtein_less_equal(v.word, typed.lexeme, 2) AS distance, v.ndoc FROM vocabulary v
    WHERE levenshtein_less_equal(v.word, typed.lexeme, 2) <= typed.wrong OR (
        length(typed.lexeme) > 3 AND levenshtein_less_equal(v.word, typed.lexeme, 2) = 2
        AND array(SELECT regexp_split_to_table(v.word, '') ORDER BY 1)
          = array(SELECT regexp_split_to_table(typed.lexeme, '') ORDER BY 1)
    )
    ORDER BY distance, v.ndoc DESC, v.word LIMIT %(most)s
) near ON true
ORDER BY typed.lexeme, near.distance, near.ndoc DESC, near.word
"""


def near_query(paragraphs: Sequence[int], text: str) -> str:
    """What to look for instead of `text`, as a tsquery over the words of these paragraphs, which are in sight.

    Empty when a word has nothing near it, when every word is there as typed, and when the text says more than words
    (quotes, a minus sign). One query.
    """
    if not paragraphs or '"' in text or any(word.startswith("-") for word in text.split()):
        return ""
    near: defaultdict[str, list[str | None]] = defaultdict(list)
    numbers = ",".join(str(int(pk)) for pk in paragraphs)
    source = f"SELECT words FROM cases_diaryparagraph WHERE id IN ({numbers})"  # noqa: S608 - numbers alone
    with connection.cursor() as cursor:
        cursor.execute(NEAR, {"source": source, "text": text, "most": MOST})
        for typed, word in cursor.fetchall():
            near[typed].append(word)
    # A word that is there as typed stays as it is.
    chosen = {typed: [typed] if typed in words else words for typed, words in near.items()}
    if any(None in words for words in chosen.values()) or all(
        words == [typed] for typed, words in chosen.items()
    ):
        return ""
    return " & ".join(f"({' | '.join(map(_quoted, words))})" for words in chosen.values())


def _quoted(word: str | None) -> str:
    return "'" + (word or "").replace("\\", "\\\\").replace("'", "''") + "'"
