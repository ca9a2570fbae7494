"""*Nucleo*: who lives with the child, where, and who holds responsibility, as of a day."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from cases.actions.people import (
    add_address,
    add_household_member,
    belongs_to,
    current_tax_code,
    end_address,
    end_household_member,
    persons_with_own_file,
    set_responsibility,
    update_person,
)
from cases.fiscal_code import doubts
from cases.forms.people import (
    AddressForm,
    AsOfForm,
    EndForm,
    HouseholdMemberForm,
    PersonForm,
    ResponsibilityForm,
)
from cases.household import picture_of
from cases.models import Address, Case, HouseholdMember, Person
from cases.permissions import get_case, get_case_to_change, may_change
from cases.views.page import form_page


@require_safe
def case_household(request: SignedInRequest, pk: int) -> HttpResponse:
    """The household as of a day (`?al=`), today unless given."""
    case = get_case(request.user, pk)
    form = AsOfForm(request.GET if "al" in request.GET else None, initial={"al": timezone.localdate()})
    context = {
        "case": case,
        "tab": "nucleo",
        "form": form,
        "picture": picture_of(case, day=form.day, user=request.user),
        "is_today": form.day == timezone.localdate(),
        "may_change": may_change(request.user, [case]),
    }
    return TemplateResponse(request, "cases/case_household.html", context)


def _back(case: Case) -> str:
    return reverse("cases:case_household", args=[case.pk])


def _form_page(
    request: SignedInRequest, case: Case, form: Any, title: str, submit: str = "Salva", lead: str = ""
) -> HttpResponse:
    return form_page(
        request, case, form, tab="nucleo", title=title, back=_back(case), submit=submit, lead=lead
    )


@require_http_methods(["GET", "POST"])
def member_add(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Somebody joins the household."""
    case = get_case_to_change(request.user, pk)
    form = HouseholdMemberForm(request.POST or None, case=case, initial={"valid_from": timezone.localdate()})
    if request.method == "POST" and form.acts(add_household_member, case=case, by=request.user):
        messages.success(request, "Componente aggiunto al nucleo.")
        return redirect(_back(case))
    return _form_page(request, case, form, "Nuovo componente", "Aggiungi")


@require_http_methods(["GET", "POST"])
def member_end(request: SignedInRequest, pk: int, member_pk: int) -> HttpResponseBase:
    """Somebody leaves the household."""
    case = get_case_to_change(request.user, pk)
    rows = HouseholdMember.objects.filter(household=case.household_id).select_related("person")
    member = get_object_or_404(rows, pk=member_pk)
    form = EndForm(request.POST or None, initial={"valid_to": timezone.localdate()})
    if request.method == "POST" and form.acts(
        end_household_member, case=case, member=member, by=request.user
    ):
        messages.success(request, "Uscita dal nucleo registrata.")
        return redirect(_back(case))
    lead = f"{member.person.full_name} resta nella storia del nucleo fino a questo giorno."
    return _form_page(request, case, form, "Uscita dal nucleo", "Registra l'uscita", lead)


@require_http_methods(["GET", "POST"])
def person_edit(request: SignedInRequest, pk: int, person_pk: int) -> HttpResponseBase:
    """Correct the data of a person of the household."""
    case = get_case_to_change(request.user, pk)
    person = _person(case, person_pk)
    form = PersonForm(request.POST or None, initial=_person_initial(person))
    if request.method == "POST" and form.acts(update_person, case=case, person=person, by=request.user):
        messages.success(request, "Dati della persona aggiornati.")
        _tell_doubts(request, form)
        return redirect(_back(case))
    return _form_page(request, case, form, "Dati della persona", lead=person.full_name)


def _person(case: Case, pk: int) -> Person:
    """A person whose data are kept in this file: of the household, and without a file of their own."""
    person = get_object_or_404(Person, pk=pk)
    if not belongs_to(case, person) or pk in persons_with_own_file(case):
        raise Http404
    return person


def _person_initial(person: Person) -> dict[str, Any]:
    names = ["first_name", "last_name", "birth_date", "sex", "birth_place", "citizenship"]
    return {name: getattr(person, name) for name in names} | {"tax_code": current_tax_code(person)}


def _tell_doubts(request: SignedInRequest, form: PersonForm) -> None:
    data = form.cleaned_data
    known = {name: data[name] for name in ("first_name", "last_name", "birth_date", "sex")}
    found = doubts(data["tax_code"], **known)
    if found:
        messages.warning(request, f"Il codice fiscale {', '.join(found)}: verificarlo.")


@require_http_methods(["GET", "POST"])
def address_add(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Where the child or an adult of the household lives."""
    case = get_case_to_change(request.user, pk)
    initial = {"valid_from": timezone.localdate(), "person": case.person_id}
    form = AddressForm(request.POST or None, case=case, initial=initial)
    if request.method == "POST" and form.acts(add_address, case=case, by=request.user):
        messages.success(request, "Indirizzo registrato.")
        return redirect(_back(case))
    return _form_page(request, case, form, "Nuovo indirizzo", "Registra")


@require_http_methods(["GET", "POST"])
def address_end(request: SignedInRequest, pk: int, address_pk: int) -> HttpResponseBase:
    """The last day at an address. The address itself is not repeated: it may be secret."""
    case = get_case_to_change(request.user, pk)
    address = get_object_or_404(Address.objects.select_related("person"), pk=address_pk)
    _person(case, address.person_id)
    form = EndForm(request.POST or None, initial={"valid_to": timezone.localdate()})
    if request.method == "POST" and form.acts(end_address, case=case, address=address, by=request.user):
        messages.success(request, "Fine dell'indirizzo registrata.")
        return redirect(_back(case))
    lead = f"{address.get_kind_display()} di {address.person.full_name}."
    return _form_page(request, case, form, "Fine dell'indirizzo", "Registra la fine", lead)


@require_http_methods(["GET", "POST"])
def responsibility_set(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """How far a parent holds responsibility for the child, from a day on."""
    case = get_case_to_change(request.user, pk)
    form = ResponsibilityForm(request.POST or None, case=case)
    if request.method == "POST" and form.acts(set_responsibility, case=case, by=request.user):
        messages.success(request, "Responsabilità genitoriale registrata.")
        return redirect(_back(case))
    lead = f"Per {case.person.full_name}. L'indicazione precedente finisce il giorno prima."
    return _form_page(request, case, form, "Responsabilità genitoriale", "Registra", lead)
