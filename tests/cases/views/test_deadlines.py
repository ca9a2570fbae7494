from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from cases.actions.deadlines import fulfil_deadlines
from tests.factories.cases import DeadlineFactory

SOON = timezone.localdate() + timedelta(days=9)


def test_the_list_says_who_answers_and_what_was_done(world, sign_in):
    url = reverse("cases:case_deadlines", args=[world.case.pk])
    opens = SOON - timedelta(days=5)
    deadline = DeadlineFactory(case=world.case, due_on=SOON, opens_on=opens, title="Visita di controllo")
    DeadlineFactory(case=world.case, due_on=SOON, origin="prova:done:1", title="Relazione")
    fulfil_deadlines(origin="prova:done:1", proof="Ricevuta di consegna")
    client = sign_in(world.owner)
    page = client.get(url)
    assert f"Oggi ne risponde: {world.owner}, responsabile del caso." in page.text
    assert "Ricevuta di consegna" in page.text
    assert f"Dal {opens.day} " in page.text
    assign = reverse("cases:deadline_assign", args=[world.case.pk, deadline.pk])
    assert assign in page.text
    assert assign not in sign_in(world.reader).get(url).text
    client.post(assign, {"to": world.coordinator.pk})
    assert f"Assegnata a {world.coordinator}." in client.get(url).text
    history = client.get(assign).context["history"]
    assert [(step.to, step.by) for step in history] == [(world.coordinator, world.owner)]
    assert "to" in client.post(assign, {"to": world.stranger.pk}).context["form"].errors


def test_same_queries_for_one_row_and_many(
    world, sign_in, django_assert_num_queries, django_assert_max_num_queries
):
    url, client = reverse("cases:case_deadlines", args=[world.case.pk]), sign_in(world.owner)
    DeadlineFactory(case=world.case, due_on=SOON)
    with django_assert_max_num_queries(20) as few:
        client.get(url)
    for _ in range(3):
        DeadlineFactory(case=world.case, due_on=SOON, owner=world.coordinator)
    with django_assert_num_queries(len(few)):
        client.get(url)
