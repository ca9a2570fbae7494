"""The judicial offices of the demo. What becomes of a dispatch is chosen by the address (the sandbox's tags)."""

from courts.enums import Channel, OfficeKind
from courts.models import Office, OfficeSection

K = OfficeKind
DOMAIN = "pec.giustizia.example"
COURT_MAILBOX = f"tribmin.milano@{DOMAIN}"
# key: kind, name, city, section, mailbox with its tag
OFFICES = {
    "tm_milano": (K.TM, "Tribunale per i minorenni di Milano", "Milano", "Sezione civile", "tribmin.milano"),
    "pmm_milano": (
        K.PMM,
        "Procura della Repubblica presso il Tribunale per i minorenni di Milano",
        "Milano",
        "Affari civili",
        "procmin.milano",
    ),
    "to_lodi": (K.TO, "Tribunale ordinario di Lodi", "Lodi", "Sezione famiglia", "tribunale.lodi+ritardo"),
    "gt_lodi": (K.GT, "Giudice tutelare di Lodi", "Lodi", "", "tutele.lodi+casella-piena"),
    "to_pavia": (
        K.TO,
        "Tribunale ordinario di Pavia",
        "Pavia",
        "Sezione famiglia",
        "tribunale.pavia+non-accettazione",
    ),
    "ca_milano": (
        K.CA,
        "Corte d'appello di Milano",
        "Milano",
        "Sezione minorenni",
        "corteappello.milano+ostile-altra-ca",
    ),
    "tm_brescia": (K.TM, "Tribunale per i minorenni di Brescia", "Brescia", "", "tribmin.brescia+muto"),
    "to_cremona": (K.TO, "Tribunale ordinario di Cremona", "Cremona", "", ""),
}


def found_offices() -> dict[str, Office]:
    """Write the offices; the one without a mailbox takes its post by hand."""
    return {key: _office(*row) for key, row in OFFICES.items()}


def _office(kind: str, name: str, city: str, section: str, mailbox: str) -> Office:
    office = Office(
        kind=kind,
        name=name,
        city=city,
        channel=Channel.PEC if mailbox else Channel.A_MANO,
        pec=f"{mailbox}@{DOMAIN}" if mailbox else "",
    )
    office.full_clean()
    office.save()
    if section:
        OfficeSection.objects.create(office=office, name=section)
    return office
