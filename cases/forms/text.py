"""Fields for text typed by people."""

from typing import Any

from django import forms

from cases.diary_content import MAX_PARAGRAPH_LETTERS
from cases.plain_text import plain_text


class PlainCharField(forms.CharField):
    """One line, or with `lines` a longer text, without invisible marks (see `cases.plain_text`)."""

    def __init__(self, *, lines: int = 0, **options: Any) -> None:
        if lines:
            options.setdefault("widget", forms.Textarea(attrs={"rows": lines, "class": "writing"}))
            options.setdefault("max_length", MAX_PARAGRAPH_LETTERS)
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return plain_text(text).strip() if text else ""
