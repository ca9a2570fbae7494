from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from accounts.permissions import Roles, request_roles

# label, URL name, icon of Bootstrap Italia's sprite
CASEWORK = [
    ("Oggi", "cases:today", "it-calendar"),
    ("Casi", "cases:case_list", "it-folder"),
    ("Agenda", "cases:agenda", "it-clock"),
    ("Servizi", "services:overview", "it-piattaforme"),
    ("Relazioni", "reports:report_list", "it-file"),
    ("Coordinamento", "reports:board", "it-chart-line"),
    ("Statistiche", "reports:statistics", "it-presentation"),
    ("Ricerca", "cases:search", "it-search"),
]
PRIVACY = [("Accessi", "cases:access_register", "it-locked")]
WHO_SEES = [("Chi può vedere", "cases:can_see", "it-locked")]
ADMINISTRATION = [("Amministrazione", "admin:index", "it-tool")]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The main menu for the person's roles: only what they can open."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"nav_items": []}
    return {
        "current_unit": "; ".join(request_roles(request).places),
        "casework": request_roles(request).works_on_cases,
        "nav_items": [
            {"label": label, "url": reverse(name), "icon": icon, "active": _active(request, name)}
            for label, name, icon in _entries(request, request_roles(request))
        ],
    }


def _entries(request: HttpRequest, roles: Roles) -> list[tuple[str, str, str]]:
    entries = list(CASEWORK) if roles.works_on_cases else []
    if not roles.lead_units:
        entries = [entry for entry in entries if entry[0] != "Coordinamento"]
    if roles.privacy_organisations:
        entries += PRIVACY
    if roles.admin_organisations and not roles.privacy_organisations:
        entries += WHO_SEES
    if request.user.is_staff and roles.admin_organisations:
        entries += ADMINISTRATION
    return entries


def _active(request: HttpRequest, name: str) -> bool:
    url = reverse(name)
    return request.path == url if url == "/" else request.path.startswith(url)
