"""Copies for one party: made once, told apart by their hash, their handing over written down once."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from reports.actions.editions import hand_over, make_edition
from reports.actions.rendering import render_edition
from reports.models import Edition, FrozenReport
from reports.pdf_text import text_of_pdf
from tests.factories.reports import approved

pytestmark = pytest.mark.django_db


@pytest.fixture
def frozen(world, report) -> FrozenReport:
    return approved(report, author=world.owner, approver=world.coordinator)


def copy_without(frozen: FrozenReport, by, **chosen: object) -> Edition:
    values = {"children": [], "blocks": [], "parts": [], "words": []} | chosen
    return make_edition(frozen=frozen, party="difensore della madre", reason="Richiesta", by=by, **values)


def test_the_copy_leaves_out_what_was_chosen_and_says_so(world, frozen):
    name = world.sibling.person.full_name
    edition = copy_without(frozen, world.coordinator, children=[name], parts=["proposals"])
    assert edition.omitted == ["Dati di persone: 1", "Proposte"]
    assert edition.snapshot_sha256 != frozen.snapshot_sha256
    assert render_edition(edition_id=edition.pk)
    edition.refresh_from_db()
    text = text_of_pdf(bytes(edition.pdf))
    assert name not in text
    assert world.case.person.full_name in text
    assert "Copia con omissis per: difensore della madre" in text


def test_handed_over_once_and_never_changed(world, frozen):
    edition = copy_without(frozen, world.coordinator, parts=["proposals"])
    with pytest.raises(ValidationError, match="non è ancora pronto"):
        hand_over(edition=edition, on=timezone.localdate(), how="a mano", by=world.coordinator)
    render_edition(edition_id=edition.pk)
    hand_over(edition=edition, on=timezone.localdate(), how="a mano", by=world.coordinator)
    with pytest.raises(ValidationError, match="già annotata"):
        hand_over(edition=edition, on=timezone.localdate(), how="PEC", by=world.coordinator)
    row = Edition.objects.filter(pk=edition.pk)
    for values in ({"snapshot": "{}"}, {"handed_on": date(2026, 1, 1)}, {"pdf": b"x"}, {"party": "altri"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            row.update(**values)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


def test_a_copy_of_everything_is_refused(world, frozen):
    with pytest.raises(ValidationError, match="Scegli che cosa omettere"):
        copy_without(frozen, world.coordinator)


def test_the_page_makes_one_and_lists_it(world, sign_in, frozen):
    lead = sign_in(world.coordinator)
    url = reverse("reports:editions", args=[frozen.report_id])
    assert lead.post(url, {"party": "x", "reason": "y"}).status_code == 200
    values = {"party": "Avv. di prova", "reason": "Richiesta", "parts": ["proposals"], "blocks": ["0-0"]}
    assert lead.post(url, values).status_code == 302
    assert "Avv. di prova" in lead.get(url).text
