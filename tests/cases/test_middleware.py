from django.urls import reverse

from accounts.models import AccessLog


def test_a_refused_write_on_a_visible_case_is_logged(world, sign_in):
    response = sign_in(world.reader).get(reverse("cases:case_edit", args=[world.case.pk]))
    assert response.status_code == 403
    row = AccessLog.objects.get()
    assert (row.user_id, row.status, row.case_ids) == (world.reader.pk, 403, [world.case.pk])


def test_a_hidden_case_leaves_no_row(world, sign_in):
    assert sign_in(world.stranger).get(world.case.get_absolute_url()).status_code == 404
    assert not AccessLog.objects.exists()
