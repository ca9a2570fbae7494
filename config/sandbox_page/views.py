"""What a court finds in its mailbox, shown to who leads a unit of the demo; administrators see no document.

These pages stand outside the gate: they show the recipient's side, in a run that holds invented people only.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import request_roles
from config.pec_sandbox.client import Letter
from config.pec_sandbox.menu import FAULTS, OUTCOMES
from config.sandbox_page import playing
from config.sandbox_page.forms import FaultForm, OutcomeForm
from config.sandbox_page.mailboxes import MAILBOXES, Mailbox, letters_of
from reports.pec.kinds import KIND_LABELS
from reports.pec.mailbox import MailboxError

# As the headers of certified messages name them.
KINDS = {kind.value: words for kind, words in KIND_LABELS.items()}


@dataclass(frozen=True)
class Row:
    """One letter as the page lists it."""

    letter: Letter
    has_pdf: bool

    @property
    def kind(self) -> str:
        """What it is, in words."""
        return KINDS.get(self.letter.kind, "Posta ordinaria")


@require_safe
def mailbox(request: HttpRequest, office: str = "tm_milano") -> HttpResponse:
    """The letters in the mailbox of one office, newest first."""
    _require_lead_or_administrator(request)
    box = _box(office)
    rows, silent = _rows(box)
    context = {"box": box, "boxes": MAILBOXES.values(), "rows": rows, "silent": silent}
    context["may_open"] = bool(request_roles(request).lead_units)
    context |= _menu(box)
    return render(request, "demo/mailbox.html", context)


def _menu(box: Mailbox) -> dict[str, Any]:
    """What the sandbox can play, and what it plays now."""
    office = playing.office_of(box.key)
    chosen = playing.outcome_of(office) if office else ""
    return {
        "playable": office is not None,
        "outcome_form": OutcomeForm(initial={"outcome": chosen}),
        "outcomes": [(tag, words, tag == chosen) for tag, words in OUTCOMES.items()],
        "fault_form": FaultForm(initial={"fault": playing.fault_now()}),
        "fault": playing.fault_now(),
        "faults": FAULTS.values(),
    }


@require_POST
def outcome(request: HttpRequest, office: str) -> HttpResponse:
    """Choose what becomes of the next messages to this office."""
    _require_lead_or_administrator(request)
    box, form = _box(office), OutcomeForm(request.POST)
    if form.is_valid() and playing.choose_outcome(key=box.key, tag=form.cleaned_data["outcome"]):
        messages.success(request, f"Prossimi invii: {OUTCOMES[form.cleaned_data['outcome']].lower()}.")
    else:
        messages.error(request, "Questo esito non si può scegliere per questo ufficio.")
    return redirect("sandbox:mailbox_of", box.key)


@require_POST
def fault(request: HttpRequest) -> HttpResponse:
    """Break the provider, or mend it."""
    _require_lead_or_administrator(request)
    form = FaultForm(request.POST)
    if form.is_valid():
        playing.choose_fault(form.cleaned_data["fault"])
        messages.success(request, "Il gestore di prova si comporta come scelto, dalla prossima connessione.")
    return redirect("sandbox:mailbox")


@require_safe
def arrived_pdf(request: HttpRequest, office: str, uid: int) -> HttpResponse:
    """The PDF of one letter, byte for byte as it arrived."""
    _require_lead(request)
    found = next((letter for letter in letters_of(_box(office)) if letter.uid == uid), None)
    pdfs = found.pdfs if found else []
    if not pdfs:
        raise Http404
    answer = HttpResponse(pdfs[0].content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="arrivato-{uid}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer


def _require_lead(request: HttpRequest) -> None:
    """Administrators see no case text, here neither; operators see the reports of their own cases."""
    if not request_roles(request).lead_units:
        raise PermissionDenied


def _require_lead_or_administrator(request: HttpRequest) -> None:
    """The list of what arrived shows subjects and hours only, which hold no names."""
    roles = request_roles(request)
    if not roles.lead_units and not roles.admin_organisations:
        raise PermissionDenied


def _box(office: str) -> Mailbox:
    if office not in MAILBOXES:
        raise Http404
    return MAILBOXES[office]


def _rows(box: Mailbox) -> tuple[list[Row], bool]:
    """The letters, and whether the provider did not answer."""
    try:
        return [Row(letter, bool(letter.pdfs)) for letter in reversed(letters_of(box))], False
    except MailboxError:
        return [], True
