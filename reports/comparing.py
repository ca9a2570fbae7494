"""A report beside the previous one of the same case, section by section."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from cases.word_diff import Piece, word_diff
from reports.enums import ReportState
from reports.models import Report
from reports.outlines import sections_of
from reports.permissions import visible_reports


@dataclass(frozen=True, slots=True)
class SectionPair:
    """The same section in two reports; `words` runs through both texts."""

    heading: str
    before: str
    now: str
    words: list[Piece]

    @property
    def same(self) -> bool:
        return self.before == self.now


def previous_report(report: Report, user: User) -> Report | None:
    """The report this one corrects; otherwise the latest of the case about an earlier period that `user` sees.

    One query.
    """
    earlier = Q(pk=report.corrects_id) if report.corrects_id else Q(period_to__lt=report.period_to)
    rows = visible_reports(user).filter(earlier, case=report.case_id)
    kept = rows.exclude(pk=report.pk).exclude(state=ReportState.ANNULLATA)
    return kept.select_related("outline").order_by("-period_to", "-pk").first()


def compare(before: Report, now: Report) -> list[SectionPair]:
    """Every section that says something in either report, in the order of the newer one.

    Sections meet by their key, so that two versions of an outline can be compared. Four queries.
    """
    old, new = _texts(before), _texts(now)
    headings = {row.key: row.heading for row in (*sections_of(before), *sections_of(now))}
    keys = [row.key for row in sections_of(now)]
    keys += [row.key for row in sections_of(before) if row.key not in keys]
    return [
        SectionPair(
            headings[key], old.get(key, ""), new.get(key, ""), word_diff(old.get(key, ""), new.get(key, ""))
        )
        for key in keys
        if old.get(key) or new.get(key)
    ]


def _texts(report: Report) -> dict[str, str]:
    texts: dict[str, list[str]] = {}
    for block in report.blocks.select_related("section"):
        if block.text.strip():
            texts.setdefault(block.section.key, []).append(block.text.strip())
    for section in sections_of(report):
        if not section.holds_blocks and report.proposals.strip():
            texts[section.key] = [report.proposals.strip()]
    return {key: "\n\n".join(rows) for key, rows in texts.items()}
