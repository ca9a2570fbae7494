"""The headed paper a report is printed on, and how its ente signs."""

from accounts.models import Organisation
from reports.enums import Signing
from reports.models import Report, Stationery
from reports.snapshot import Letterhead


def signing_of(report: Report) -> Signing:
    """How the ente that writes signs its reports today; without headed paper it does not."""
    paper = paper_of(report.case.unit.organisation)
    return Signing(paper.signing) if paper is not None else Signing.NONE


def paper_of(ente: Organisation) -> Stationery | None:
    """The headed paper of an ente, with its logo's hash. One query."""
    return Stationery.objects.select_related("logo").defer("logo__content").filter(organisation=ente).first()


def letterhead_of(ente: Organisation, unit: str, controller: Organisation) -> Letterhead:
    """What stands at the head of the page; the titolare is named when it is another ente."""
    paper = paper_of(ente)
    return Letterhead(
        entity=ente.name,
        unit=unit,
        address_lines=_lines(ente.letterhead_lines),
        contacts=_lines(paper.contacts) if paper else (),
        controller=controller.name if controller != ente else "",
        logo=paper.logo.sha256 if paper and paper.logo else "",
        logo_text=paper.logo_text or f"Logo: {ente.name}" if paper and paper.logo else "",
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
