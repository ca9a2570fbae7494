from hypothesis import given
from hypothesis import strategies as st

from cases.word_diff import word_diff


@given(st.text(max_size=300), st.text(max_size=300))
def test_both_texts_can_be_read_back(old: str, new: str) -> None:
    pieces = word_diff(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == new


def test_two_long_texts_are_compared_by_line() -> None:
    old = "\n".join(f"riga {n} di un testo lungo" for n in range(1500))
    pieces = word_diff(old, old.replace("riga 700 ", "Riga 700 "))
    assert [piece.kind for piece in pieces] == ["same", "gone", "new", "same"]
