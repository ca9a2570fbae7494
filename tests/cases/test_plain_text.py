import pytest
from django.core.exceptions import ValidationError

from cases.plain_text import plain_text


@pytest.mark.parametrize("bad", ["a\0b", "a\ud800b", "a\x1bb", "\udfff"])
def test_what_cannot_be_kept_is_refused(bad: str) -> None:
    with pytest.raises(ValidationError, match="non si possono conservare"):
        plain_text(bad)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("abc\u202edef\u2066\u200bg", "abcdefg"),
        ("uno\r\ndue\rtre\u2028quattro", "uno\ndue\ntre\nquattro"),
        ("perche\u0301", "perché"),
        ("con\ttabulazione", "con\ttabulazione"),
        ("👩\U0001f3fd", "👩\U0001f3fd"),
    ],
)
def test_what_deceives_the_eye_goes(typed: str, kept: str) -> None:
    assert plain_text(typed) == kept
