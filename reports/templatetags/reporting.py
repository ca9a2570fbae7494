"""Badges for reports and their delivery."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from reports.enums import MailState, ReportState
from reports.italian import of_whom
from reports.models import Dispatch
from reports.pec.kinds import VERDICT_LABELS
from reports.pec.states import LABELS, DispatchState

register = template.Library()

DISPATCH_TONES = {
    DispatchState.IN_CODA: "waiting",
    DispatchState.IN_INVIO: "waiting",
    DispatchState.INVIATA: "waiting",
    DispatchState.ACCETTATA: "waiting",
    DispatchState.CONSEGNATA: "done",
    DispatchState.INCERTA: "alarm",
    DispatchState.RIFIUTATA: "alarm",
    DispatchState.NON_CONSEGNATA: "alarm",
    DispatchState.SOSPESA: "stopped",
    DispatchState.DA_DEPOSITARE: "waiting",
}
register.filter("of_whom", of_whom)
BADGE = '<span class="state-badge state-badge--{}">{}</span>'


@register.simple_tag
def report_badge(state: str) -> SafeString:
    """The state of a report."""
    value = ReportState(state)
    return format_html(BADGE, value.tone, value.label)


@register.simple_tag
def dispatch_badge(dispatch: Dispatch) -> SafeString:
    """Where a dispatch stands."""
    state = DispatchState(dispatch.state)
    return format_html(BADGE, DISPATCH_TONES[state], LABELS[state])


@register.simple_tag
def dispatch_word(state: str) -> str:
    """The label of a state in the timeline."""
    return LABELS[DispatchState(state)]


@register.simple_tag
def mail_badge(state: str) -> SafeString:
    """Where a message from outside stands."""
    value = MailState(state)
    return format_html(BADGE, value.tone, value.label)


@register.simple_tag
def verdict_word(verdict: str) -> str:
    """What the check of a signature came to."""
    known = {item.value: label for item, label in VERDICT_LABELS.items()}
    return known.get(verdict, verdict).capitalize()
