"""The shortcuts through the renderer change nothing but the time."""

import pytest

from reports import pdf
from tests.reports import samples


def test_the_document_is_the_same_without_shortcuts(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = pdf.render(samples.typical())

    replaced = pdf._engine().shortcuts
    assert replaced, "WeasyPrint is another version: look whether pdf_speed still holds, and measure again."
    for owner, name, usual in replaced:
        monkeypatch.setattr(owner, name, usual)

    assert pdf.render(samples.typical()) == quick
