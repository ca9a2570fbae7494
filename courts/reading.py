"""Reading an order: proposals from its text by plain rules, each with the passage it came from.

Pure: pages of text in, proposals out. Nothing here is ever saved without a person taking it over.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from courts.enums import MandateKind, OrderKind

MONTHS = (
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
)
WORDS = {
    "uno": 1, "due": 2, "tre": 3, "quattro": 4, "cinque": 5, "sei": 6, "sette": 7, "otto": 8, "nove": 9,
    "dieci": 10, "dodici": 12, "quindici": 15, "venti": 20, "trenta": 30, "quaranta": 40,
    "quarantacinque": 45, "sessanta": 60, "novanta": 90, "centoventi": 120, "centottanta": 180,
}  # fmt: skip
AMOUNT = rf"(?P<amount>\d{{1,3}}|{'|'.join(WORDS)})(?:\s*\([^)]{{1,20}}\))?"
DAY = (
    r"(?P<day>\d{1,2})°?\s*(?:[./-]\s*(?P<month>\d{1,2})\s*[./-]|"
    rf"(?P<name>{'|'.join(MONTHS)})\s)\s*(?P<year>\d{{4}})"
)
NUMBER = re.compile(
    r"(?P<number>\d{1,6})\s*(?:-\s*(?P<sub>\d{1,2})\s*)?/\s*(?P<year>(?:19|20)?\d{2})\s+"
    r"(?P<register>R\.?\s?G\.?(?:\s?(?:V\.?\s?G\.?|N\.?\s?R\.?|GIP|GUP|Dib\.?|Amm\.?))?)(?!\w)",
    re.IGNORECASE,
)
DECIDED = re.compile(
    rf"(?:cos[iì]\s+deciso|camera\s+di\s+consiglio|emess[ao]|pronunciat[ao])[^.]{{0,80}}?{DAY}", re.I
)
DEPOSITED = re.compile(rf"depositat[ao]\s+(?:in\s+cancelleria\s+)?(?:il|in\s+data)?\s*{DAY}", re.I)
JUDGE = re.compile(
    r"(?i:giudice\s+(?:delegato|relatore|estensore)|il\s+relatore)[\s:,]+(?:(?:il|la)\s+)?"
    r"(?P<name>(?:[Dd]ott\.?(?:ssa)?\.?\s+)?[A-ZÀ-Ù][\w'’À-ù]+(?:\s+[A-ZÀ-Ù][\w'’À-ù]+){1,3})"
)
TERM = re.compile(rf"entro\s+(?:il\s+termine\s+di\s+)?{AMOUNT}\s+(?P<unit>giorni|mesi|mese)", re.I)
PERIOD = re.compile(
    rf"(?:ogni|con\s+cadenza(?:\s+di)?)\s+{AMOUNT}\s+mesi|\b(?P<word>mensil|bimestral|trimestral|semestral)[ei]\b",
    re.I,
)
PERIOD_WORDS = {"mensil": 1, "bimestral": 2, "trimestral": 3, "semestral": 6}
SENTENCE = re.compile(r"[^.;]+(?:\.(?=\S)[^.;]*)*[.;]?", re.S)
KINDS = [
    (OrderKind.DECRETO_INDIFFERIBILE, r"473[\s-]*bis\.?\s*15"),
    (OrderKind.CONVALIDA_403, r"decreto\s+di\s+convalida|convalida[^.]{0,60}403"),
    (OrderKind.DECRETO_PROVVISORIO, r"decreto\s+provvisorio|in\s+via\s+provvisoria"),
    (OrderKind.DECRETO_DEFINITIVO, r"decreto\s+definitivo"),
    (OrderKind.SENTENZA, r"\bsentenza\b"),
    (OrderKind.ORDINANZA, r"\bordinanza\b"),
]
MANDATES = [
    (MandateKind.INDAGINE_PSICOSOCIALE, r"indagine\s+psico[\s-]*sociale"),
    (MandateKind.INDAGINE_SOCIALE, r"indagine\s+(?:socio[\s-]*ambientale|sociale)"),
    (MandateKind.VALUTAZIONE_GENITORIALE, r"(?:capacit[aà]|competenze)\s+genitoriali"),
    (MandateKind.AFFIDAMENTO_SERVIZIO, r"\baffida\s[^.;]{0,80}?\bservizi[oi]\s+social"),
    (MandateKind.VIGILANZA_SUPPORTO, r"vigilanza\s+e\s+(?:di\s+)?(?:supporto|sostegno)|vigil(?:i|are)\s+sul"),
    (MandateKind.INCONTRI_PROTETTI, r"incontri\s+protetti|spazio\s+neutro"),
    (MandateKind.ADM, r"(?:assistenza|educativa|intervento\s+educativo)\s+domiciliare"),
    (MandateKind.SOSTEGNO_GENITORIALITA, r"sostegno\s+alla\s+genitorialit"),
    (MandateKind.SOSTEGNO_PSICOLOGICO, r"sostegno\s+psicologico|percorso\s+psicologico"),
    (
        MandateKind.AGGIORNAMENTO,
        r"relazion[ei]\s+(?:periodic\w+|di\s+aggiornamento|\w+estral\w)|aggiorn\w+[^.;]{0,40}ogni",
    ),
]  # fmt: skip
AROUND = 90


@dataclass(frozen=True)
class Proposal:
    """One likely value: which field of the form, what to put there, how to say it, and where it stands."""

    field: str
    label: str
    value: str
    shown: str
    passage: str
    page: int


@dataclass(frozen=True)
class MandateProposal:
    """One likely mandate: values by field of a row of the form, and the sentence they come from."""

    kind: str
    values: Mapping[str, str]
    passage: str
    page: int


@dataclass(frozen=True)
class Reading:
    """What an order seems to say. A scan has no text, and then there is nothing to propose."""

    scan: bool
    proposals: tuple[Proposal, ...] = ()
    mandates: tuple[MandateProposal, ...] = field(default=())


def read(pages: Sequence[str], *, offices: Mapping[int, str], registers: Mapping[int, str]) -> Reading:
    """Proposals from the pages of one order; `offices` and `registers` by id, as the form offers them."""
    if not any(page.strip() for page in pages):
        return Reading(scan=True)
    found: list[Proposal] = []
    for number, page in enumerate(pages, start=1):
        text = _joined(page)
        found += [*_office(text, number, offices), *_number(text, number, registers)]
        found += [*_dates(text, number), *_kind(text, number), *_judge(text, number)]
    mandates = [m for number, page in enumerate(pages, start=1) for m in _mandates(_joined(page), number)]
    return Reading(False, tuple(_first_of_each(found)), tuple(mandates))


def _first_of_each(found: list[Proposal]) -> list[Proposal]:
    """One proposal per field: what stands first in the order counts, the rest repeats it."""
    first: dict[str, Proposal] = {}
    for proposal in found:
        first.setdefault(proposal.field, proposal)
    return list(first.values())


def _joined(page: str) -> str:
    """Lines joined, words divided at the line's end made whole."""
    return re.sub(r"\s+", " ", re.sub(r"(\w)-\n(\w)", r"\1\2", page)).strip()


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def _around(text: str, start: int, end: int) -> str:
    left, right = max(0, start - AROUND), min(len(text), end + AROUND)
    return f"{'…' if left else ''}{text[left:right].strip()}{'…' if right < len(text) else ''}"


def _office(text: str, page: int, offices: Mapping[int, str]) -> Iterator[Proposal]:
    plain = _plain(text)
    for pk, name in sorted(offices.items(), key=lambda row: -len(row[1])):
        pattern = r"\s+(?:(?:di|per|i|presso|il|la)\s+)*".join(
            re.escape(word)
            for word in _plain(name).split()
            if word not in {"di", "per", "i", "presso", "il", "la"}
        )
        match = re.search(pattern, plain)
        if match:
            yield Proposal("office", "Ufficio", str(pk), name, _around(text, *match.span()), page)
            return


def _number(text: str, page: int, registers: Mapping[int, str]) -> Iterator[Proposal]:
    match = NUMBER.search(text)
    if match is None:
        return
    passage = _around(text, *match.span())
    year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
    yield Proposal("number", "Numero", match["number"], match["number"], passage, page)
    yield Proposal("year", "Anno", str(year), str(year), passage, page)
    if match["sub"]:
        yield Proposal("sub", "Sub", match["sub"], match["sub"], passage, page)
    code = re.sub(r"[\s.]", "", match["register"]).upper()
    for pk, name in registers.items():
        if re.sub(r"[\s.]", "", name).upper() == code:
            yield Proposal("register", "Registro", str(pk), name, passage, page)


def _dates(text: str, page: int) -> Iterator[Proposal]:
    for name, label, pattern in (
        ("decided_on", "Deciso il", DECIDED),
        ("deposited_on", "Depositato il", DEPOSITED),
    ):
        match = pattern.search(text)
        day = _day(match) if match else None
        if match and day:
            shown = f"{day:%d/%m/%Y}"
            yield Proposal(name, label, shown, shown, _around(text, *match.span()), page)


def _day(match: re.Match[str]) -> date | None:
    month = int(match["month"]) if match["month"] else MONTHS.index(match["name"].lower()) + 1
    try:
        return date(int(match["year"]), month, int(match["day"]))
    except ValueError:
        return None


def _kind(text: str, page: int) -> Iterator[Proposal]:
    for kind, pattern in KINDS:
        match = re.search(pattern, text, re.I)
        if match:
            yield Proposal("kind", "Tipo", kind.value, kind.label, _around(text, *match.span()), page)
            return


def _judge(text: str, page: int) -> Iterator[Proposal]:
    match = JUDGE.search(text)
    if match:
        yield Proposal("judge", "Giudice", match["name"], match["name"], _around(text, *match.span()), page)


def _mandates(text: str, page: int) -> Iterator[MandateProposal]:
    for sentence in SENTENCE.findall(text):
        for kind, pattern in MANDATES:
            if re.search(pattern, sentence, re.I):
                values = {"kind": kind.value, "task_text": sentence.strip(), **_term(sentence)}
                yield MandateProposal(kind.label, values, sentence.strip(), page)
                break


def _term(sentence: str) -> dict[str, str]:
    values: dict[str, str] = {}
    term, period = TERM.search(sentence), PERIOD.search(sentence)
    if term:
        values["first_term_amount"] = str(_amount(term["amount"]))
        values["first_term_unit"] = "days" if term["unit"].lower() == "giorni" else "months"
    if period:
        months = PERIOD_WORDS[period["word"].lower()] if period["word"] else _amount(period["amount"])
        values["every_months"] = str(months)
    return values


def _amount(text: str) -> int:
    return int(text) if text.isdigit() else WORDS[text.lower()]
