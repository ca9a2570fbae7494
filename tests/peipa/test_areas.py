"""The seven areas of the P.E.I.PA. and the seven competences of the service that brought it."""

from importlib import import_module

import pytest
from django.apps import apps

from peipa.models import PlanArea

load = import_module("peipa.migrations.0002_areas").load


@pytest.mark.django_db
def test_load_makes_seven_areas_and_seven_competences_once():
    PlanArea.objects.all().delete()
    load(apps, None)
    load(apps, None)
    assert list(PlanArea.objects.values_list("name", flat=True)) == [
        "Autonomia personale e sociale",
        "Ambiente stabile e rassicurante",
        "Socializzazione",
        "Livelli espressivi, cognitivi e culturali",
        "Reinserimento nella famiglia di origine",
        "Inclusione sociale",
        "Superamento delle fragilità",
    ]
    competences = [name for area in PlanArea.objects.all() for name in area.competences]
    assert len(competences) == len(set(competences)) == 7
