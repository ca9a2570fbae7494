"""One person of the household: data, official numbers, addresses, contacts; and the page of protected data."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from cases.actions.contacts import add_contact, end_contact
from cases.actions.identifiers import add_identifier, correct_identifier, doubts_about, end_identifier
from cases.actions.people import (
    add_address,
    belongs_to,
    current_tax_code,
    end_address,
    persons_with_own_file,
    update_person,
)
from cases.fiscal_code import doubts
from cases.forms.people import AddressForm, ContactForm, EndForm, IdentifierForm, PersonForm
from cases.household import secrets_of, sheet_of
from cases.models import Address, Case, Contact, Identifier, Person, PersonMerge
from cases.permissions import (
    get_case,
    get_case_to_change,
    leads_unit_of,
    may_change,
    may_read_secrets,
    nothing_of_a_case,
)
from cases.places import like
from cases.views.household import back_to, household_form

KNOWN = ["first_name", "last_name", "birth_date", "sex", "birth_place", "citizenship", "died_on"]


def person_kept_here(case: Case, pk: int) -> Person:
    """A person whose data are kept in this file: of the household, and without a file of their own."""
    person = get_object_or_404(Person, pk=pk)
    if not belongs_to(case, person) or pk in persons_with_own_file(case):
        raise Http404
    return person


def _sheet_url(case: Case, person_pk: int) -> str:
    return reverse("cases:person_detail", args=[case.pk, person_pk])


@require_safe
def person_detail(request: SignedInRequest, pk: int, person_pk: int) -> HttpResponse:
    """The sheet of one person: everything dated about them but what is protected."""
    case = get_case(request.user, pk)
    person = person_kept_here(case, person_pk)
    reads_secrets = may_read_secrets(request.user, case)
    sheet = sheet_of(case, person, timezone.localdate(), reads_secrets=reads_secrets)
    context = {
        "case": case,
        "tab": "nucleo",
        "here": "Scheda della persona",
        "sheet": sheet,
        "doubts": {row.pk: ", ".join(doubts_about(row)) for row in sheet.identifiers},
        "today": timezone.localdate(),
        "may_change": may_change(request.user, [case]),
        "reads_secrets": reads_secrets,
        "merges": _merges(request, case, person),
    }
    return TemplateResponse(request, "cases/person_detail.html", context)


def _merges(request: SignedInRequest, case: Case, person: Person) -> list[PersonMerge] | None:
    """The merges that may be undone, for who leads the unit; None for everybody else."""
    if not leads_unit_of(request.user, case):
        return None
    rows = PersonMerge.objects.filter(kept=person, undone_at=None).select_related("merged", "made_by")
    return list(rows.order_by("-made_at"))


@require_http_methods(["GET", "POST"])
def person_edit(request: SignedInRequest, pk: int, person_pk: int) -> HttpResponseBase:
    """Correct the data of a person of the household."""
    case = get_case_to_change(request.user, pk)
    person = person_kept_here(case, person_pk)
    known = {name: getattr(person, name) for name in KNOWN} | {"tax_code": current_tax_code(person)}
    form = PersonForm(request.POST or None, initial=known)
    if request.method == "POST" and form.acts(update_person, case=case, person=person, by=request.user):
        messages.success(request, "Dati della persona aggiornati.")
        _tell_doubts(request, form)
        return redirect(_sheet_url(case, person.pk))
    back = _sheet_url(case, person.pk)
    return household_form(request, case, form, "Dati della persona", lead=person.full_name, back=back)


def _tell_doubts(request: SignedInRequest, form: PersonForm) -> None:
    data = form.cleaned_data
    known = {name: data[name] for name in ("first_name", "last_name", "birth_date", "sex")}
    _warn(request, doubts(data["tax_code"], place_code=data["birth_place_code"], **known))
    if data["birth_place"] and not data["birth_place_code"]:
        messages.warning(
            request,
            "Il luogo di nascita non è un comune o uno Stato di quella data: è stato tenuto com'è scritto.",
        )


def _warn(request: SignedInRequest, found: Iterable[str], what: str = "codice fiscale") -> None:
    """A doubt is told and never stops anybody."""
    words = ", ".join(found)
    if words:
        messages.warning(request, f"Il {what} {words}: verificarlo.")


# --- Official numbers -----------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def identifier_add(request: SignedInRequest, pk: int, person_pk: int) -> HttpResponseBase:
    """One more number of a person."""
    case = get_case_to_change(request.user, pk)
    person = person_kept_here(case, person_pk)
    form = IdentifierForm(request.POST or None)
    if request.method == "POST" and form.acts(add_identifier, case=case, person=person, by=request.user):
        return _identifier_kept(request, case, form.result)
    back = _sheet_url(case, person.pk)
    return household_form(request, case, form, "Nuovo documento", "Registra", person.full_name, back)


def _identifier_kept(request: SignedInRequest, case: Case, row: Identifier) -> HttpResponseBase:
    messages.success(request, "Documento registrato.")
    _warn(request, doubts_about(row), "numero")
    return redirect(_sheet_url(case, row.person_id))


@require_http_methods(["GET", "POST"])
def identifier_correct(request: SignedInRequest, pk: int, identifier_pk: int) -> HttpResponseBase:
    """Put right what was written of a number."""
    case = get_case_to_change(request.user, pk)
    row = _identifier(case, identifier_pk)
    names = ["kind", "value", "valid_from", "valid_to", "note"]
    form = IdentifierForm(request.POST or None, initial={name: getattr(row, name) for name in names})
    if request.method == "POST" and form.acts(correct_identifier, case=case, identifier=row, by=request.user):
        return _identifier_kept(request, case, form.result)
    back = _sheet_url(case, row.person_id)
    return household_form(request, case, form, "Correggi il documento", lead=row.person.full_name, back=back)


@require_http_methods(["GET", "POST"])
def identifier_end(request: SignedInRequest, pk: int, identifier_pk: int) -> HttpResponseBase:
    """The last day on which a number holds."""
    case = get_case_to_change(request.user, pk)
    row = _identifier(case, identifier_pk)
    form = EndForm(request.POST or None, initial={"valid_to": timezone.localdate()})
    back = _sheet_url(case, row.person_id)
    if request.method == "POST" and form.acts(end_identifier, case=case, identifier=row, by=request.user):
        messages.success(request, "Fine della validità registrata.")
        return redirect(back)
    lead = f"{row.get_kind_display()} di {row.person.full_name}."
    return household_form(request, case, form, "Fine della validità", "Registra la fine", lead, back)


def _identifier(case: Case, pk: int) -> Identifier:
    row = get_object_or_404(Identifier.objects.select_related("person"), pk=pk)
    person_kept_here(case, row.person_id)
    return row


# --- Addresses and contacts -----------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def address_add(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Where the child or an adult of the household lives."""
    case = get_case_to_change(request.user, pk)
    form = AddressForm(request.POST or None, case=case, initial=_whom(request, case))
    if request.method == "POST" and form.acts(add_address, case=case, by=request.user):
        messages.success(request, "Indirizzo registrato.")
        return redirect(back_to(case))
    return household_form(request, case, form, "Nuovo indirizzo", "Registra")


def _whom(request: SignedInRequest, case: Case) -> dict[str, Any]:
    """From today; about the person whose sheet one comes from (`?persona=`), or the child."""
    person = request.GET.get("persona", "")
    return {"valid_from": timezone.localdate(), "person": person if person.isdecimal() else case.person_id}


@require_http_methods(["GET", "POST"])
def address_end(request: SignedInRequest, pk: int, address_pk: int) -> HttpResponseBase:
    """The last day at an address. The address itself is not repeated: it may be secret."""
    case = get_case_to_change(request.user, pk)
    address = get_object_or_404(Address.objects.select_related("person", "case"), pk=address_pk)
    _known_here(request, case, address)
    form = EndForm(request.POST or None, initial={"valid_to": timezone.localdate()})
    if request.method == "POST" and form.acts(end_address, case=case, address=address, by=request.user):
        messages.success(request, "Fine dell'indirizzo registrata.")
        return redirect(back_to(case))
    lead = f"{address.get_kind_display()} di {address.person.full_name}."
    return household_form(request, case, form, "Fine dell'indirizzo", "Registra la fine", lead)


def _known_here(request: SignedInRequest, case: Case, row: Address | Contact) -> None:
    """A secret row does not exist for who may not read it, on this case and on the one it was written in."""
    person_kept_here(case, row.person_id)
    if row.secret and not all(may_read_secrets(request.user, each) for each in {case, row.case or case}):
        raise Http404


@require_http_methods(["GET", "POST"])
def contact_add(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """How to reach somebody of the household."""
    case = get_case_to_change(request.user, pk)
    form = ContactForm(request.POST or None, case=case, initial=_whom(request, case))
    if request.method == "POST" and form.acts(add_contact, case=case, by=request.user):
        messages.success(request, "Recapito registrato.")
        return redirect(back_to(case))
    return household_form(request, case, form, "Nuovo recapito", "Registra")


@require_http_methods(["GET", "POST"])
def contact_end(request: SignedInRequest, pk: int, contact_pk: int) -> HttpResponseBase:
    """The last day of a contact. Who may not read a secret one does not find it."""
    case = get_case_to_change(request.user, pk)
    contact = get_object_or_404(Contact.objects.select_related("person", "case"), pk=contact_pk)
    _known_here(request, case, contact)
    form = EndForm(request.POST or None, initial={"valid_to": timezone.localdate()})
    if request.method == "POST" and form.acts(end_contact, case=case, contact=contact, by=request.user):
        messages.success(request, "Fine del recapito registrata.")
        return redirect(back_to(case))
    lead = f"{contact.get_kind_display()} di {contact.person.full_name}."
    return household_form(request, case, form, "Fine del recapito", "Registra la fine", lead)


@require_safe
def case_secrets(request: SignedInRequest, pk: int) -> HttpResponse:
    """Protected addresses and contacts, on a page of their own: each opening is a line of its own in the log."""
    case = get_case(request.user, pk)
    if not may_read_secrets(request.user, case):
        raise PermissionDenied
    context = {
        "case": case,
        "tab": "nucleo",
        "here": "Dati riservati",
        "secrets": secrets_of(case, request.user),
        "may_change": may_change(request.user, [case]),
    }
    return TemplateResponse(request, "cases/case_secrets.html", context)


@require_safe
def places(request: SignedInRequest) -> HttpResponse:
    """Names of comuni and foreign states that begin with what is being typed, as options of a list."""
    nothing_of_a_case()
    typed = str(next(iter(request.GET.values()), ""))
    return render(request, "cases/_places.html", {"places": like(typed[:80])})
