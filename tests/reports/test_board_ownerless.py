from django.urls import reverse
from django.utils import timezone

from accounts.models import Absence
from tests.factories.cases import DeadlineFactory


def test_deadlines_of_who_is_away_stand_on_the_board(world, sign_in):
    DeadlineFactory(case=world.case, title="Relazione che nessuno segue")
    page = sign_in(world.coordinator)
    board = reverse("reports:board")
    assert "Relazione che nessuno segue" not in page.get(board).text
    day = timezone.localdate()
    Absence.objects.create(user=world.owner, starts_on=day, ends_on=day)
    assert "Relazione che nessuno segue" in page.get(board).text
