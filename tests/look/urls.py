"""The product's addresses, and pages that only the tests of the look need."""

from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import path

from config.urls import urlpatterns as product_urls

STYLEGUIDE = Path(__file__).parent / "styleguide.html"


@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every part of the look on one page."""
    return HttpResponse(engines["django"].from_string(STYLEGUIDE.read_text()).render({}, request))


@login_not_required
def error_page(request: HttpRequest, name: str) -> HttpResponse:
    """An error page as it is shown, with status 200 so that the console stays clean."""
    return render(request, f"{name}.html")


urlpatterns = [
    *product_urls,
    path("prova/stile/", styleguide),
    path("prova/errore/<str:name>/", error_page),
]
