"""The extract of who looked, as a file any spreadsheet opens."""

import csv
import io
from collections.abc import Sequence

from django.utils import timezone

from accounts.models import AccessLog
from cases.access_reading import in_words

HEAD = ["Quando", "Chi", "E-mail", "Che cosa", "Azione", "In emergenza", "Fascicoli"]
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(text: str) -> str:
    """The text as a spreadsheet shows it and never as a formula it computes."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def access_csv(rows: Sequence[AccessLog], references: dict[int, str]) -> bytes:
    """One line for each answer, in UTF-8 with its mark; references only of the cases in `references`."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEAD)
    for line in in_words(rows, references, most=None):
        when = timezone.localtime(line.at).strftime("%d/%m/%Y %H:%M:%S")
        emergency = "sì" if line.emergency else ""
        cells = [when, line.who, line.email, line.what, line.act, emergency, " ".join(line.references)]
        writer.writerow([safe_cell(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")
