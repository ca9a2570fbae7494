"""Outlines in the administration: sections in the same page, a preview, versions. No template language."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from accounts.admin_site import TableAdmin, administers
from accounts.models import User
from cases.forms.base import DayField
from cases.permissions import nothing_of_a_case
from reports.actions.outlines import new_version, put_in_force
from reports.enums import BlockKind, Feed
from reports.models import Outline, OutlineSection


class SectionForm(forms.ModelForm):
    """Kinds and feeds as boxes to tick."""

    kinds = forms.MultipleChoiceField(
        label="brani ammessi", choices=BlockKind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    feeds = forms.MultipleChoiceField(
        label="che cosa riprende la prima bozza",
        choices=Feed.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = OutlineSection
        fields = [
            "position", "key", "content", "heading", "guidance", "kinds", "feeds", "per_child", "covers_mandates",
            "required", "legal_basis", "countersigned",
        ]  # fmt: skip
        widgets = {"guidance": forms.Textarea(attrs={"rows": 3})}


class SectionInline(admin.StackedInline):
    """The sections of a version; read-only once reports are written with it."""

    model = OutlineSection
    form = SectionForm
    extra = 0
    fieldsets = [
        (None, {"fields": [("position", "key", "content"), "heading", "guidance"]}),
        ("Che cosa contiene", {"fields": ["kinds", "feeds", ("per_child", "covers_mandates")]}),
        ("Quando è completa", {"fields": [("required", "legal_basis"), "countersigned"]}),
    ]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return administers(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return administers(request) and not in_use(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return administers(request) and not in_use(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return administers(request) and not in_use(obj)


def in_use(outline: Outline | None) -> bool:
    """Whether a report was opened with it: then the database refuses any change."""
    return outline is not None and outline.pk is not None and outline.reports.exists()


def _who(request: HttpRequest) -> User:
    """The administrator: the admin site let nobody else in."""
    return cast(User, request.user)


class FromDayForm(forms.Form):
    from_day = DayField(label="Dal giorno", required=False)


@admin.register(Outline)
class OutlineAdmin(TableAdmin):
    list_display = ["kind", "number", "title", "second_signature", "valid_from", "valid_to", "preview_link"]
    list_filter = ["kind"]
    search_fields = ["title", "kind"]
    inlines = [SectionInline]
    fields = [
        "kind",
        "title",
        "guidance",
        "second_signature",
        "number",
        "valid_from",
        "valid_to",
        "preview_link",
    ]
    readonly_fields = ["number", "valid_from", "valid_to", "preview_link"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return administers(request) and not in_use(obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Outline]:
        return super().get_queryset(request).prefetch_related("sections")

    def get_readonly_fields(self, request: HttpRequest, obj: Outline | None = None) -> list[str]:
        """A version keeps its kind."""
        return [*self.readonly_fields, "kind"] if obj else list(self.readonly_fields)

    @admin.display(description="anteprima e versioni")
    def preview_link(self, outline: Outline) -> str:
        if outline.pk is None:
            return "Dopo il primo salvataggio."
        url = reverse("admin:reports_outline_preview", args=[outline.pk])
        return format_html('<a href="{}">Anteprima, nuova versione, entrata in vigore</a>', url)

    def get_urls(self) -> list[URLPattern]:
        """The pages of one version beside those the admin has."""
        own = [
            path("<int:pk>/anteprima/", self._own(self.preview), name="reports_outline_preview"),
            path("<int:pk>/nuova-versione/", self._own(self.new_version), name="reports_outline_new_version"),
            path("<int:pk>/in-vigore/", self._own(self.put_in_force), name="reports_outline_in_force"),
        ]
        return own + super().get_urls()

    def _own(self, view: Any) -> Any:
        return self.admin_site.admin_view(view)

    def preview(self, request: HttpRequest, pk: int, form: FromDayForm | None = None) -> HttpResponse:
        """What a writer will find, section by section."""
        nothing_of_a_case()
        outline = get_object_or_404(Outline.objects.prefetch_related("sections"), pk=pk)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Anteprima: {outline}",
            "outline": outline,
            "opts": self.opts,
            "in_use": in_use(outline),
            "form": form or FromDayForm(),
            "versions": Outline.objects.filter(kind=outline.kind),
        }
        return TemplateResponse(request, "reports/outline_preview.html", context)

    def new_version(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Copy it under the next number and open the copy."""
        outline = get_object_or_404(Outline, pk=pk)
        if request.method != "POST":
            return redirect("admin:reports_outline_preview", pk)
        copy = new_version(outline=outline, by=_who(request))
        messages.success(request, f"Preparata la versione {copy.number}: non è ancora in vigore.")
        return HttpResponseRedirect(reverse("admin:reports_outline_change", args=[copy.pk]))

    def put_in_force(self, request: HttpRequest, pk: int) -> HttpResponse:
        """From a day on, new reports are written with it."""
        outline = get_object_or_404(Outline, pk=pk)
        form = FromDayForm(request.POST or None)
        if request.method != "POST" or not form.is_valid():
            return self.preview(request, pk, form)
        try:
            put_in_force(outline=outline, by=_who(request), from_day=form.cleaned_data["from_day"])
        except ValidationError as refusal:
            form.add_error("from_day", refusal)
            return self.preview(request, pk, form)
        messages.success(request, "La versione è in vigore: le relazioni già aperte tengono la loro.")
        return redirect("admin:reports_outline_preview", pk)

    def save_model(self, request: HttpRequest, obj: Outline, form: Any, change: bool) -> None:
        """A new outline takes the next number of its kind."""
        if not change:
            obj.number = 1 + Outline.objects.filter(kind=obj.kind).count()
        super().save_model(request, obj, form, change)
