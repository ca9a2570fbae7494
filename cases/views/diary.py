"""The diary of a case: reading, writing, correcting, and the draft of an entry in the making."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import SignedInRequest
from cases.actions.attachments import attach
from cases.actions.diary import (
    StaleEntryError,
    correct_entry,
    discard_draft,
    draft_fields,
    save_draft,
    write_entry,
)
from cases.agenda import planned_appointment, planned_on
from cases.diary_content import content_of
from cases.diary_reading import (
    copies_of,
    entries_elsewhere,
    get_entry,
    in_team_of,
    may_correct,
    readable_entries,
    siblings_to_write_on,
)
from cases.diary_versions import differences, versions_of
from cases.draft_lock import lock_of
from cases.forms.agenda import as_entry
from cases.forms.diary import DiaryFilterForm, EntryForm, blank, initial_of, initial_of_draft
from cases.forms.diary_rows import PARTS, STATEMENTS
from cases.models import Appointment, Case, DiaryEntry
from cases.paging import page_of
from cases.period import day_after, day_start
from cases.permissions import get_case, get_case_to_change, may_change, require_change, saw, visible_cases

FILTERS = ("tipo", "dal", "al")


@require_GET
def case_diary(request: SignedInRequest, pk: int) -> HttpResponse:
    """The entries of a case, newest first."""
    case = get_case(request.user, pk)
    filters = DiaryFilterForm(request.GET if set(FILTERS) & set(request.GET) else None)
    rows = _filtered(readable_entries(request.user, case), filters)
    before, after = request.GET.get("prima", ""), request.GET.get("dopo", "")
    context = {
        "case": case,
        "tab": "diario",
        "here": "Diario",
        "filters": filters,
        "filtered": filters.is_bound and any(request.GET.get(name) for name in FILTERS),
        "page": page_of(rows, "occurred_at", before=before, after=after),
        "may_write": may_change(request.user, [case]),
        "in_team": in_team_of(request.user, case),
        "planned": planned_on(request.user, case.pk),
    }
    return render(request, "cases/diary_list.html", context)


def _filtered(rows: QuerySet[DiaryEntry], filters: DiaryFilterForm) -> QuerySet[DiaryEntry]:
    chosen = filters.cleaned_data if filters.is_bound and filters.is_valid() else {}
    if chosen.get("tipo"):
        rows = rows.filter(kind=chosen["tipo"])
    if chosen.get("dal"):
        rows = rows.filter(occurred_at__gte=day_start(chosen["dal"]))
    if chosen.get("al"):
        rows = rows.filter(occurred_at__lt=day_after(chosen["al"]))
    return rows


@require_GET
def diary_entry(request: SignedInRequest, pk: int, entry_pk: int) -> HttpResponse:
    """One entry on a page of its own: where reports and search results point."""
    case = get_case(request.user, pk)
    entry = get_entry(request.user, case, entry_pk)
    copies = entries_elsewhere(request.user, entry)
    saw(copy.case_id for copy in copies)
    context = {
        "case": case,
        "tab": "diario",
        "here": "Annotazione",
        "entry": entry,
        "in_team": in_team_of(request.user, case),
        "copies": copies,
    }
    return render(request, "cases/diary_entry.html", context)


@require_http_methods(["GET", "POST"])
def diary_create(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write a new entry, picking up the draft if there is one."""
    case = get_case_to_change(request.user, pk)
    siblings = list(siblings_to_write_on(request.user, case))
    saw(sibling.pk for sibling in siblings)
    draft, held = draft_fields(case=case, by=request.user) or (None, {})
    asked = planned_appointment(case, request.GET.get("appuntamento", ""))
    initial = initial_of_draft(held) if draft else _blank_or(asked)
    form = EntryForm(
        request.POST or None, request.FILES or None, initial=initial, siblings=siblings, about=case
    )
    if request.method == "POST" and _wrote(request, form, case, siblings):
        return redirect("cases:case_diary", case.pk)
    context = {"case": case, "tab": "diario", "here": "Nuova annotazione", "form": form, "draft": draft}
    context["other_draft"] = draft and asked and str(initial.get("appointment", "")) != str(asked.pk)
    context["lock"] = lock_of(request)
    return render(request, "cases/diary_form.html", context)


def _blank_or(asked: Appointment | None) -> dict[str, Any]:
    """An empty entry, or one that already says when, where and with whom the appointment was."""
    if asked is None:
        return blank()
    siblings = Appointment.objects.planned().filter(batch=asked.batch).exclude(pk=asked.pk)
    return as_entry(asked, list(siblings.values_list("case", flat=True)))


def _wrote(request: SignedInRequest, form: EntryForm, case: Case, siblings: list[Case]) -> bool:
    if not form.is_valid():
        return False
    chosen = form.cleaned_data.get("siblings", [])
    cases = [case, *(sibling for sibling in siblings if sibling.pk in chosen)]
    try:
        entries = write_entry(
            cases=cases,
            by=request.user,
            content=form.content(),
            appointment=planned_appointment(case, str(form.cleaned_data["appointment"] or "")),
            parts=form.parts.contents() if form.parts else [],
        )
        attach(entry=entries[0], files=form.cleaned_data["attachments"], by=request.user)
    except ValidationError as refusal:
        form.adopt(refusal)
        return False
    many = f" in {len(cases)} fascicoli" if len(cases) > 1 else ""
    messages.success(request, f"Annotazione registrata{many}.")
    return True


@require_http_methods(["GET", "POST"])
def diary_correct(request: SignedInRequest, pk: int, entry_pk: int) -> HttpResponse:
    """Correct one's own entry. Two corrections at once: the second sees both texts."""
    case = get_case_to_change(request.user, pk)
    entry = get_entry(request.user, case, entry_pk)
    if not may_correct(request.user, entry):
        raise PermissionDenied
    copies = copies_of(request.user, entry)
    saw(copy.case_id for copy in copies)
    form = _correction_form(request, entry, copies)
    context = {"case": case, "tab": "diario", "here": "Correzione", "entry": entry, "form": form}
    try:
        if request.method == "POST" and _corrected(request, form, entry, copies):
            return redirect("cases:diary_entry", case.pk, entry.pk)
    except StaleEntryError as stale:
        return render(request, "cases/diary_form.html", {**context, **_conflict(form, stale)}, status=409)
    return render(request, "cases/diary_form.html", context)


def _correction_form(request: SignedInRequest, entry: DiaryEntry, copies: list[DiaryEntry]) -> EntryForm:
    siblings = [copy.case for copy in copies]
    initial = initial_of(content_of(entry), entry.version) | {"siblings": [case.pk for case in siblings]}
    form = EntryForm(request.POST or None, request.FILES or None, initial=initial, siblings=siblings)
    if siblings:
        form.fields["siblings"].label = "Correggi anche nei fascicoli dei fratelli"
        form.fields[
            "siblings"
        ].help_text = "L'annotazione è la stessa: togli chi non è toccato dalla correzione."
    return form


def _corrected(
    request: SignedInRequest, form: EntryForm, entry: DiaryEntry, copies: list[DiaryEntry]
) -> bool:
    if not form.is_valid():
        return False
    version = form.cleaned_data["version"] or 0
    chosen = form.cleaned_data.get("siblings", [])
    also = [copy for copy in copies if copy.case_id in chosen]
    try:
        correct_entry(entry=entry, by=request.user, version=version, content=form.content(), also=also)
        attach(entry=entry, files=form.cleaned_data["attachments"], by=request.user)
    except ValidationError as refusal:
        form.adopt(refusal)
        return False
    messages.success(request, "Correzione registrata: le versioni precedenti restano consultabili.")
    return True


def _conflict(form: EntryForm, stale: StaleEntryError) -> dict[str, object]:
    """Both texts: the person's own stay in the form, which now stands on the version saved meanwhile."""
    typed = cast(QueryDict, form.data).copy()
    typed["version"] = str(stale.current.version)
    form.data = typed
    current = stale.current
    changes = differences(content_of(current), form.content())
    return {"entry": current, "conflict": changes, "conflict_by": versions_of(current)[0].by}


@require_GET
def diary_versions(request: SignedInRequest, pk: int, entry_pk: int) -> HttpResponse:
    """Every version of an entry with what changed, word by word."""
    case = get_case(request.user, pk)
    entry = get_entry(request.user, case, entry_pk)
    context = {"case": case, "tab": "diario", "here": "Versioni", "entry": entry}
    return render(request, "cases/diary_versions.html", {**context, "versions": versions_of(entry)})


@require_POST
def diary_draft(request: SignedInRequest, pk: int) -> JsonResponse:
    """Keep what the form of a new entry holds; the page calls it by itself every few seconds."""
    case = _case_to_draft_on(request, pk)
    known = {*EntryForm.base_fields} - {"attachments"}
    fields = {
        name: request.POST.getlist(name)
        for name in request.POST
        if name in known or name.startswith((f"{STATEMENTS}-", f"{PARTS}-"))
    }
    try:
        draft = save_draft(case=case, by=request.user, fields=fields)
    except ValidationError as refusal:
        return JsonResponse({"error": " ".join(refusal.messages)}, status=400)
    return JsonResponse({"saved_at": f"{timezone.localtime(draft.updated_at):%H:%M}"})


def _case_to_draft_on(request: SignedInRequest, pk: int) -> Case:
    """The case for writing. The answer shows nothing of it: a row in the log every few seconds would drown it."""
    case = get_object_or_404(visible_cases(request.user), pk=pk)
    require_change(request.user, [case])
    return case


@require_POST
def diary_draft_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Throw the draft away and start over."""
    case = get_case_to_change(request.user, pk)
    discard_draft(case=case, by=request.user)
    messages.success(request, "Bozza eliminata.")
    return redirect("cases:diary_create", case.pk)
