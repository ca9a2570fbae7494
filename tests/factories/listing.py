"""What a person keeps of the list of cases: a view, and the list as a file with one case in it."""

from uuid import uuid4

from django.core.files.base import ContentFile
from django.db.models import Model
from django.utils import timezone

from accounts.models import User
from cases.enums import BundleState, ExportFormat
from cases.models import Case, ListExport, SavedView


def kept_of(case: Case, owner: User) -> dict[str, Model]:
    """One of each row, under the names the table of URLs uses."""
    export = ListExport(
        user=owner,
        file_format=ExportFormat.CSV,
        asked_at=timezone.now(),
        storage_key=uuid4(),
        state=BundleState.READY,
        total=1,
        done=1,
        case_ids=[case.pk],
    )
    export.file.save("elenco", ContentFile(f"Persona\r\n{case.person}\r\n".encode()), save=False)
    export.save()
    return {
        "saved_view": SavedView.objects.create(
            user=owner, name=f"Scaduti {case.pk}", asked={"scadenza": "scadute"}
        ),
        "list_export": export,
    }
