"""A field for a comune or a foreign state: typed by name, helped by a list, understood when the form is sent."""

from datetime import date
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone

from cases.forms.text import PlainCharField
from cases.places import Place, named

HELP = "Comune o Stato estero. Se il nome non basta, aggiungi la provincia: Livo (CO)."


class PlaceField(PlainCharField):
    """Typed text. With a script the browser offers names as one types; without, the form understands all the same."""

    def __init__(self, **options: Any) -> None:
        offers = {
            "list": "luoghi",
            "autocomplete": "off",
            "hx-get": reverse_lazy("cases:places"),
            "hx-trigger": "input changed delay:250ms",
            "hx-target": "#luoghi",
            "hx-swap": "innerHTML",
        }
        options.setdefault("help_text", HELP)
        super().__init__(max_length=120, required=False, widget=forms.TextInput(attrs=offers), **options)


def understand(form: forms.Form, field: str, day: date | None) -> Place | None:
    """The place typed in `field`, as it was on `day` (today without one). Two of one name are asked about.

    What is no known place is None: the caller decides whether a free text will do.
    """
    typed = form.cleaned_data.get(field) or ""
    found = named(typed, day or timezone.localdate()) if typed else []
    if len(found) > 1:
        names = ", ".join(sorted(place.label for place in found))
        form.add_error(field, f"C'è più di un luogo con questo nome: scrivi uno tra {names}.")
    return found[0] if len(found) == 1 else None


def settle_birth_place(form: forms.Form) -> None:
    """Put the name of the birth date and the code of the birthplace among the cleaned values.

    A place nobody knows is kept as it was written, without a code.
    """
    place = understand(form, "birth_place", form.cleaned_data.get("birth_date"))
    form.cleaned_data["birth_place_code"] = place.code if place else ""
    if place and "birth_place" in form.cleaned_data:
        form.cleaned_data["birth_place"] = place.label
