"""*Nucleo*: who lives with the child, who is what to whom, and who holds responsibility, as of a day."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from cases.actions.bonds import add_bond, add_protection, change_bond, end_protection
from cases.actions.people import (
    add_household_member,
    change_household_member,
    end_household_member,
    set_responsibility,
)
from cases.forms.bonds import BondChangeForm, BondForm, ProtectionForm
from cases.forms.people import (
    AsOfForm,
    EndForm,
    HouseholdMemberForm,
    MemberChangeForm,
    ResponsibilityForm,
)
from cases.genogram import drawing_of
from cases.household import picture_of
from cases.models import Bond, Case, HouseholdMember
from cases.permissions import get_case, get_case_to_change, may_change
from cases.views.page import form_page


@require_safe
def case_household(request: SignedInRequest, pk: int) -> HttpResponse:
    """The household as of a day (`?al=`), today unless given."""
    case = get_case(request.user, pk)
    form = AsOfForm(request.GET if "al" in request.GET else None, initial={"al": timezone.localdate()})
    picture = picture_of(case, day=form.day, user=request.user)
    context = {
        "case": case,
        "tab": "nucleo",
        "form": form,
        "picture": picture,
        "drawing": drawing_of(picture, case),
        "is_today": form.day == timezone.localdate(),
        "may_change": may_change(request.user, [case]),
    }
    return TemplateResponse(request, "cases/case_household.html", context)


def back_to(case: Case) -> str:
    """The household page."""
    return reverse("cases:case_household", args=[case.pk])


def household_form(
    request: SignedInRequest,
    case: Case,
    form: Any,
    title: str,
    submit: str = "Salva",
    lead: str = "",
    back: str = "",
) -> HttpResponse:
    """One of the small forms reached from the household page or from a person's sheet."""
    way_back = back or back_to(case)
    return form_page(request, case, form, tab="nucleo", title=title, back=way_back, submit=submit, lead=lead)


# --- Members --------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def member_add(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Somebody joins the household: first looked for among the people one already meets."""
    case = get_case_to_change(request.user, pk)
    initial = {"valid_from": timezone.localdate()}
    form = HouseholdMemberForm(request.POST or None, case=case, user=request.user, initial=initial)
    if request.method == "POST" and form.acts(add_household_member, case=case, by=request.user):
        messages.success(request, "Componente aggiunto al nucleo.")
        return redirect(back_to(case))
    return household_form(request, case, form, "Nuovo componente", "Aggiungi")


@require_http_methods(["GET", "POST"])
def member_change(request: SignedInRequest, pk: int, member_pk: int) -> HttpResponseBase:
    """From a day on somebody is in the household in another way."""
    case = get_case_to_change(request.user, pk)
    member = _member(case, member_pk)
    known = {"kinship": member.kinship, "cohabiting": member.cohabiting, "note": member.note}
    form = MemberChangeForm(request.POST or None, initial=known | {"on": timezone.localdate()})
    if request.method == "POST" and form.acts(
        change_household_member, case=case, member=member, by=request.user
    ):
        messages.success(request, "Cambiamento registrato.")
        return redirect(back_to(case))
    lead = f"{member.person.full_name}, nel nucleo così dal {member.valid_from:%d/%m/%Y}."
    return household_form(request, case, form, "Cambiamento nel nucleo", "Registra", lead)


@require_http_methods(["GET", "POST"])
def member_end(request: SignedInRequest, pk: int, member_pk: int) -> HttpResponseBase:
    """Somebody leaves the household."""
    case = get_case_to_change(request.user, pk)
    member = _member(case, member_pk)
    form = EndForm(request.POST or None, initial={"valid_to": timezone.localdate()})
    if request.method == "POST" and form.acts(
        end_household_member, case=case, member=member, by=request.user
    ):
        messages.success(request, "Uscita dal nucleo registrata.")
        return redirect(back_to(case))
    lead = f"{member.person.full_name} resta nella storia del nucleo fino a questo giorno."
    return household_form(request, case, form, "Uscita dal nucleo", "Registra l'uscita", lead)


def _member(case: Case, pk: int) -> HouseholdMember:
    rows = HouseholdMember.objects.filter(household=case.household_id).select_related("person")
    return get_object_or_404(rows, pk=pk)


# --- Responsibility, bonds, protection ------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def responsibility_set(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """How far a parent holds responsibility for the child, from a day on."""
    case = get_case_to_change(request.user, pk)
    form = ResponsibilityForm(request.POST or None, case=case)
    if request.method == "POST" and form.acts(set_responsibility, case=case, by=request.user):
        messages.success(request, "Responsabilità genitoriale registrata.")
        return redirect(back_to(case))
    lead = f"Per {case.person.full_name}. L'indicazione precedente finisce il giorno prima."
    return household_form(request, case, form, "Responsabilità genitoriale", "Registra", lead)


@require_http_methods(["GET", "POST"])
def bond_add(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """What one person of the household is to another."""
    case = get_case_to_change(request.user, pk)
    form = BondForm(request.POST or None, case=case, initial={"other": case.person_id})
    if request.method == "POST" and form.acts(add_bond, case=case, by=request.user):
        messages.success(request, "Legame registrato.")
        return redirect(back_to(case))
    lead = "Madre, padre e affidatari risultano già dal loro rapporto con i minori: qui si scrive il resto."
    return household_form(request, case, form, "Nuovo legame", "Registra", lead)


@require_http_methods(["GET", "POST"])
def bond_change(request: SignedInRequest, pk: int, bond_pk: int) -> HttpResponseBase:
    """How two people get on now, or the end of their bond."""
    case = get_case_to_change(request.user, pk)
    people = HouseholdMember.objects.filter(household=case.household_id).values("person")
    bonds = Bond.objects.filter(person__in=people, other__in=people).select_related("person", "other")
    bond = get_object_or_404(bonds, pk=bond_pk)
    names = ["tone", "note", "valid_from", "valid_to"]
    form = BondChangeForm(request.POST or None, initial={name: getattr(bond, name) for name in names})
    if request.method == "POST" and form.acts(change_bond, case=case, bond=bond, by=request.user):
        messages.success(request, "Legame aggiornato.")
        return redirect(back_to(case))
    lead = f"{bond.person.full_name} è {bond.get_kind_display()} {bond.other.full_name}."
    return household_form(request, case, form, "Legame", lead=lead)


@require_http_methods(["GET", "POST"])
def protection_add(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Who protects the child by decree."""
    case = get_case_to_change(request.user, pk)
    form = ProtectionForm(request.POST or None, case=case)
    if request.method == "POST" and form.acts(add_protection, case=case, by=request.user):
        messages.success(request, "Protezione giuridica registrata.")
        return redirect(back_to(case))
    lead = f"Per {case.person.full_name}."
    return household_form(request, case, form, "Tutela, curatela, affidamento", "Registra", lead)


@require_http_methods(["GET", "POST"])
def protection_end(request: SignedInRequest, pk: int, protection_pk: int) -> HttpResponseBase:
    """The last day of a protection."""
    case = get_case_to_change(request.user, pk)
    protection = get_object_or_404(case.person.protections, pk=protection_pk)
    form = EndForm(request.POST or None, initial={"valid_to": timezone.localdate()})
    if request.method == "POST" and form.acts(
        end_protection, case=case, protection=protection, by=request.user
    ):
        messages.success(request, "Fine della protezione registrata.")
        return redirect(back_to(case))
    lead = f"{protection.get_kind_display()} di {case.person.full_name}."
    return household_form(request, case, form, "Fine della protezione", "Registra la fine", lead)
