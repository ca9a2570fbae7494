"""The seven services of the seeds are there after the migrations, each with its purpose and its areas."""

from importlib import import_module

import pytest
from django.apps import apps

from services.catalogue.models import ServiceKind

SLUGS = [
    "segretariato",
    "tutela",
    "spazio_neutro",
    "adm",
    "micro_comunita",
    "comunita_energetiche",
    "casa_per_fare_insieme",
]
load = import_module("services.migrations.0002_kinds").load


@pytest.mark.django_db
def test_load_makes_the_seven_services_once():
    ServiceKind.objects.all().delete()
    load(apps, None)
    load(apps, None)
    assert list(ServiceKind.objects.values_list("slug", flat=True)) == SLUGS
    for kind in ServiceKind.objects.all():
        assert kind.purpose
        assert len(kind.areas) >= 3
        assert kind.access


@pytest.mark.django_db
def test_load_leaves_a_reworded_service_alone():
    ServiceKind.objects.all().delete()
    ServiceKind.objects.create(slug="adm", name="Educativa domiciliare", purpose="Come la chiama l'ente.")
    load(apps, None)
    assert ServiceKind.objects.get(slug="adm").name == "Educativa domiciliare"


@pytest.mark.django_db
def test_only_tutela_needs_an_order():
    ServiceKind.objects.all().delete()
    load(apps, None)
    needing = ServiceKind.objects.filter(order_required=True)
    assert [kind.slug for kind in needing] == ["tutela"]


@pytest.mark.parametrize("slug", SLUGS)
def test_every_service_has_its_room(slug):
    assert import_module(f"services.{slug}").__doc__
