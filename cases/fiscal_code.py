"""The tax code as people bring it: kept as it is, compared with the person, never a reason to stop."""

import re
import unicodedata
from datetime import date
from itertools import product

from codicefiscale import codicefiscale

PROVISIONAL = re.compile(r"\d{11}")
# Omocodia: the tax office replaces digits by these letters when two persons would share a code.
DIGITS = str.maketrans("LMNPQRSTUV", "0123456789")
LETTERS = str.maketrans("0123456789", "LMNPQRSTUV")
DIGIT_PLACES = (6, 7, 9, 10, 12, 13, 14)


def canonical(text: str) -> str:
    """The one written form of a code: NFKC, capitals, no spaces, dashes or invisible marks."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in plain if letter.isalnum()).upper()


def is_provisional(code: str) -> bool:
    """The eleven digits given while the real code is awaited."""
    return PROVISIONAL.fullmatch(code) is not None


def variants(code: str) -> list[str]:
    """Every code that is the same person as this canonical one: the 128 forms of omocodia, itself included.

    A text that has not the form of a tax code stands for itself alone.
    """
    if not code.isascii() or codicefiscale.CODICEFISCALE_RE.match(code) is None:
        return [code] if code else []
    pairs = [(digit, digit.translate(LETTERS)) for digit in _digits(code)]
    found = [code]
    for chosen in product(*pairs):
        letters = list(code[:15])
        for place, letter in zip(DIGIT_PLACES, chosen, strict=True):
            letters[place] = letter
        bare = "".join(letters)
        found.append(bare + codicefiscale.encode_cin(bare + "A"))
    return list(dict.fromkeys(found))


def _digits(code: str) -> list[str]:
    return [code[place].translate(DIGITS) for place in DIGIT_PLACES]


def doubts(
    code: str, *, first_name: str, last_name: str, birth_date: date | None, sex: str, place_code: str = ""
) -> list[str]:
    """What does not add up between a canonical code and the person, in Italian; nothing when all is well.

    `place_code` is the Belfiore code of the birthplace, when known. An empty code gives no doubts, a
    provisional one only about its check digit. Italian rule: D.M. 23/12/1976.
    """
    if is_provisional(code):
        return [] if _luhn(code) else ["provvisorio ha la cifra di controllo che non torna"]
    if not code:
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
    if place_code and code[11] + code[12:15].translate(DIGITS) != place_code:
        found.append("non corrisponde al luogo di nascita")
    return found


def _luhn(digits: str) -> bool:
    """The check of the eleven digits, as for a partita IVA."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[1::2])
    return (sum(int(digit) for digit in digits[::2]) + sum(doubled)) % 10 == 0


def _day_and_sex(written: str) -> str:
    return written[:2].translate(DIGITS) + written[2] + written[3:].translate(DIGITS)


def _expected(born: date, sex: str) -> set[str]:
    sexes = [sex] if sex in {"M", "F"} else ["M", "F"]
    return {codicefiscale.encode_birthdate(born.isoformat(), each) for each in sexes}  # type: ignore[arg-type]
