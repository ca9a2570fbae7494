"""The search itself: every text of a report and of its PDF against everything protected."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from django.utils.crypto import salted_hmac

from reports.leaks.folding import Folded
from reports.leaks.needles import Needle
from reports.snapshot import ReportSnapshot
from reports.snapshot_fields import texts

# Printed as it stands in the record because the court asked for it: the household may hold other children, and
# the office's own words may name them. Secrets are looked for there too.
NAMES_BELONG = frozenset({"household", "mandates", "children"})
WRITTEN = frozenset({"sections", "proposals"})  # searched where they are written, with a link to mend them
PLACES = {
    "letterhead": "Intestazione",
    "office": "Destinatario",
    "kind": "Titolo",
    "subject": "Oggetto",
    "mandates": "Incarichi",
    "household": "Nucleo",
    "services": "Servizi",
    "plans": "Progetti",
    "sources": "Fonti",
    "correction_reason": "Motivo della correzione",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A text that will be read: where it stands, how to get there, and whether names of children belong."""

    label: str
    text: str
    anchor: str = ""
    names_belong: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A protected passage. `digest` names it: the same words at the same place in the same text."""

    kind: str
    label: str
    anchor: str
    passage: str
    digest: str


def places_of_data(snapshot: ReportSnapshot) -> Iterator[Place]:
    """Every text of the report beside its paragraphs and proposals."""
    for name in (field.name for field in fields(snapshot)):
        if name in WRITTEN:
            continue
        value = getattr(snapshot, name)
        for text in texts(value):
            if text:
                yield Place(PLACES.get(name, "Dati della relazione"), text, names_belong=name in NAMES_BELONG)
    for section in snapshot.sections:
        yield Place("Titolo di sezione", section.title, names_belong=False)


def search(needles: Iterable[Needle], places: Iterable[Place], *, report_id: int) -> list[Hit]:
    """The protected passages, each once for a place, in the order of the places."""
    plain = sorted((needle for needle in needles if not needle.quoted), key=lambda one: -len(one.words))
    quoted: dict[int, dict[str, Needle]] = {}
    for needle in needles:
        if needle.quoted:
            quoted.setdefault(needle.words.count(" ") + 1, {})[needle.words] = needle
    found: dict[str, Hit] = {}
    for place in places:
        for hit in _in_place(plain, quoted, place, report_id):
            found.setdefault(hit.digest, hit)
    return list(found.values())


def _in_place(
    plain: list[Needle], quoted: dict[int, dict[str, Needle]], place: Place, report_id: int
) -> Iterator[Hit]:
    text = Folded(place.text)
    taken: list[tuple[int, int]] = []
    for needle in plain:  # the longest first: a name alone within its full name is one passage
        if needle.name and place.names_belong:
            continue
        spot = text.find(needle.words)
        if spot is not None and not any(start <= spot[0] and spot[1] <= end for start, end in taken):
            taken.append(spot)
            yield _hit(needle, place, text.passage(spot), report_id)
    for length, runs in quoted.items():
        here = text.runs(length)
        run = next((run for run in here if run in runs), None)
        if run is not None:
            spot = (here[run], text.end_of_run(here[run], run))
            yield _hit(runs[run], place, text.passage(spot), report_id)


def _hit(needle: Needle, place: Place, passage: str, report_id: int) -> Hit:
    """The digest is keyed: nobody can try telephone numbers against it."""
    body = hashlib.sha256(place.text.encode()).hexdigest()
    words = "" if needle.quoted else needle.words
    named = f"{report_id}|{needle.kind}|{words}|{place.label}|{place.anchor}|{body}"
    digest = salted_hmac("reports.leaks", named, algorithm="sha256").hexdigest()
    return Hit(needle.kind, place.label, place.anchor, passage, digest)


def only_in_pdf(
    needles: Iterable[Needle], pdf_text: str, snapshot: ReportSnapshot, *, report_id: int
) -> list[Hit]:
    """What the PDF shows and the data do not account for: it came in with the template or the letterhead."""
    known = Folded("\n".join(texts(snapshot)))
    fresh = [needle for needle in needles if not needle.quoted and known.find(needle.words) is None]
    return search(fresh, [Place("PDF composto", pdf_text)], report_id=report_id)
