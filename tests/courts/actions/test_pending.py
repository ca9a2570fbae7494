from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from cases.uploads import CheckedFile
from courts import tasks
from courts.actions.pending import clean_uploads, drop_upload, find_upload, keep_upload
from courts.models import PendingUpload
from tests.factories.courts import PDF

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
CHECKED = CheckedFile(PDF, "application/pdf", len(PDF), "0" * 64)


@pytest.fixture
def waiting(world) -> PendingUpload:
    with time_machine.travel(NOW, tick=False):
        return keep_upload(file=CHECKED, name="decreto.pdf", case=world.case, by=world.owner)


def test_a_kept_file_is_found_by_its_owner_on_its_case(world, waiting) -> None:
    token = str(waiting.token)
    with time_machine.travel(NOW + timedelta(hours=23), tick=False):
        assert find_upload(token=token, case=world.case, by=world.owner) == waiting
        assert find_upload(token=token, case=world.sibling, by=world.owner) is None
        assert find_upload(token=token, case=world.case, by=world.coordinator) is None
        assert find_upload(token="altro", case=world.case, by=world.owner) is None
    with time_machine.travel(NOW + timedelta(hours=24), tick=False):
        assert find_upload(token=token, case=world.case, by=world.owner) is None


def test_the_name_in_storage_says_nothing(waiting) -> None:
    assert waiting.file.name == f"pending/{waiting.token}"


def test_only_who_may_change_the_case_leaves_a_file(world) -> None:
    with pytest.raises(PermissionDenied):
        keep_upload(file=CHECKED, name="decreto.pdf", case=world.case, by=world.reader)


@pytest.mark.django_db(transaction=True)
def test_a_dropped_file_leaves_the_storage_too(world) -> None:
    pending = keep_upload(file=CHECKED, name="decreto.pdf", case=world.case, by=world.owner)
    storage, name = pending.file.storage, pending.file.name
    assert storage.exists(name)
    drop_upload(pending=pending)
    assert not storage.exists(name)


def test_files_are_forgotten_after_a_day(waiting) -> None:
    assert clean_uploads(now=NOW + timedelta(hours=23)) == 0
    assert clean_uploads(now=NOW + timedelta(hours=24)) == 1
    assert clean_uploads(now=NOW + timedelta(hours=24)) == 0


def test_the_task_forgets_what_is_old(waiting) -> None:
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        tasks.clean_pending_uploads()
    assert not PendingUpload.objects.exists()
