"""«Aiuto»: short pages for who uses the product, kept as templates."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

TOPICS = {
    "primi-passi": "Primi passi",
    "agenda": "Agenda, scadenze e promemoria",
    "relazioni": "Dal provvedimento alla ricevuta",
    "procedimenti": "Procedimenti, udienze e trasferimenti",
    "accesso": "Accesso e password",
    "riservatezza": "Chi vede che cosa",
    "accessibilita": "Accessibilità",
}
# Readable before signing in: who cannot get through the door needs these most.
OPEN_TOPICS = {"accesso", "accessibilita"}


@require_safe
def help_index(request: HttpRequest) -> HttpResponse:
    """The list of help pages."""
    return render(request, "help/index.html", {"topics": TOPICS.items()})


@login_not_required
@require_safe
def help_topic(request: HttpRequest, topic: str) -> HttpResponse:
    """One help page; 404 for a topic that does not exist or needs a signed-in reader."""
    if topic not in TOPICS or (topic not in OPEN_TOPICS and not request.user.is_authenticated):
        raise Http404
    return render(request, f"help/{topic}.html", {"heading": TOPICS[topic]})
