"""The tax code as people bring it: kept as it is, compared with the person, never a reason to stop."""

import re
import unicodedata
from datetime import date

from codicefiscale import codicefiscale

PROVISIONAL = re.compile(r"\d{11}")
# Omocodia: the tax office replaces digits by these letters when two persons would share a code.
DIGITS = str.maketrans("LMNPQRSTUV", "0123456789")


def canonical(text: str) -> str:
    """The one written form of a code: NFKC, capitals, no spaces, dashes or invisible marks."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in plain if letter.isalnum()).upper()


def is_provisional(code: str) -> bool:
    """The eleven digits given while the real code is awaited."""
    return PROVISIONAL.fullmatch(code) is not None


def doubts(code: str, *, first_name: str, last_name: str, birth_date: date | None, sex: str) -> list[str]:
    """What does not add up between a canonical code and the person, in Italian; nothing when all is well.

    An empty code and a provisional one give no doubts. Italian rule: D.M. 23/12/1976.
    """
    if not code or is_provisional(code):
        return []
    match = codicefiscale.CODICEFISCALE_RE.match(code)
    if match is None or not code.isascii():
        return ["non ha la forma di un codice fiscale"]
    found = []
    if codicefiscale.encode_cin(code) != match["cin"]:
        found.append("la lettera di controllo non torna")
    if codicefiscale.encode_lastname(last_name) != match["lastname"]:
        found.append("non corrisponde al cognome")
    if codicefiscale.encode_firstname(first_name) != match["firstname"]:
        found.append("non corrisponde al nome")
    if birth_date and _day_and_sex(match["birthdate"]) not in _expected(birth_date, sex):
        found.append("non corrisponde alla data di nascita o al sesso")
    return found


def _day_and_sex(written: str) -> str:
    return written[:2].translate(DIGITS) + written[2] + written[3:].translate(DIGITS)


def _expected(born: date, sex: str) -> set[str]:
    sexes = [sex] if sex in {"M", "F"} else ["M", "F"]
    return {codicefiscale.encode_birthdate(born.isoformat(), each) for each in sexes}  # type: ignore[arg-type]
