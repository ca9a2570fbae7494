"""A URLconf with views that look like ours: one forgets the gate, one asks it."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from cases.permissions import get_case
from config.urls import urlpatterns as product

TEXT = "testo che nessuno ha chiesto al cancello"


def forgets(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse(TEXT)


def asks(request: HttpRequest, pk: int) -> HttpResponse:
    get_case(request.user, pk)
    return HttpResponse(TEXT)


APPS = ("cases", "courts", "services", "peipa", "reports")
for _view in (forgets, asks):
    _view.__module__ = "cases.views.careless"

urlpatterns = [
    path("prova/dimentica/<int:pk>/", forgets),
    path("prova/chiede/<int:pk>/", asks),
    *product,
]
