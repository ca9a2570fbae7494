"""Small words and badges that every page about a case shares."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from django import template
from django.contrib.auth.models import AnonymousUser
from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from cases.enums import CaseStatus
from cases.models import BreakGlass, Case, Deadline, Person, TeamMember
from cases.permissions import emergencies_of

register = template.Library()
SOON_DAYS, NEAR_DAYS = 5, 30


@dataclass(frozen=True)
class CaseHeader:
    """What the head of a case page tells beside the case itself."""

    responsible: str
    age: str
    emergency: BreakGlass | None = None


@register.simple_tag
def case_header(case: Case, reader: User | AnonymousUser | None = None) -> CaseHeader:
    """The responsible worker today, the age in words, and by which emergency the reader is in. One query."""
    member = TeamMember.objects.in_force(timezone.localdate()).filter(case=case, responsible=True)
    found = member.select_related("user").first()
    glasses = emergencies_of(reader) if reader else []
    glass = next((glass for glass in glasses if glass.case_id == case.pk), None)
    return CaseHeader(str(found.user) if found else "", age_words(case.person), glass)


@register.filter
def age_words(person: Person) -> str:
    """«9 anni», «8 mesi» for a baby, nothing without a birth date."""
    if person.birth_date is None:
        return ""
    today = timezone.localdate()
    years = person.age_on(today) or 0
    if years >= 2:
        return f"{years} anni"
    born = person.birth_date
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    return "1 mese" if months == 1 else f"{max(months, 0)} mesi"


@register.simple_tag
@cache
def status_badge(status: str) -> SafeString:
    """The state of a case as a badge."""
    state = CaseStatus(status)
    return format_html('<span class="state-badge state-badge--{}">{}</span>', state.tone, state.label)


@register.simple_tag
def deadline_badge(due_on: date | None) -> SafeString | str:
    """How far an open deadline is, as a badge; nothing without a date."""
    if due_on is None:
        return ""
    kind, words = distance_of(due_on)
    return format_html('<span class="deadline-badge deadline-badge--{}">{}</span>', kind, words)


@register.simple_tag
def due(day: date, why: str | None = "", is_open: bool = False) -> SafeString:
    """A reckoned day in a cell: how far it is when open, and how it came about."""
    badge = format_html(" {}", deadline_badge(day)) if is_open else ""
    return format_html(
        '<div class="due"><span class="cluster"><time datetime="{}">{}</time>{}</span>{}</div>',
        day.isoformat(),
        f"{day:%d/%m/%Y}",
        badge,
        reason(why),
    )


@register.simple_tag
def reason(why: str | None) -> SafeString | str:
    """How a reckoned day came about, folded under it; nothing where no day was reckoned."""
    if not why:
        return ""
    return format_html(
        '<details class="why"><summary>Come è calcolata</summary><p>{}</p></details>',
        linebreaksbr(why, autoescape=True),
    )


def distance_of(due_on: date) -> tuple[str, str]:
    """The badge kind and the words for an open deadline of this day."""
    days = (due_on - timezone.localdate()).days
    if days < 0:
        return "overdue", "Scaduta ieri" if days == -1 else f"Scaduta da {-days} giorni"
    if days == 0:
        return "today", "Oggi"
    words = "Domani" if days == 1 else f"Tra {days} giorni"
    return ("soon" if days <= SOON_DAYS else "near" if days <= NEAR_DAYS else "later"), words


@register.simple_tag
def deadline_state_badge(deadline: Deadline) -> SafeString | str:
    """The distance of an open deadline, the outcome of a closed one."""
    if deadline.state == "aperta":
        return deadline_badge(deadline.due_on)
    kind = "fulfilled" if deadline.state == "adempiuta" else "suspended"
    words = deadline.get_state_display()
    return format_html('<span class="deadline-badge deadline-badge--{}">{}</span>', kind, words)
