"""The PDF of an order, read as soon as it is chosen: proposals beside their passages, nothing saved."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cases.permissions import get_case_to_change
from cases.uploads import text_of
from courts.actions.pending import keep_upload
from courts.envelopes import checked_paper
from courts.forms.fields import offices_in_force
from courts.models import PendingUpload, Register
from courts.reading import Reading, read


@require_POST
def order_read(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep the chosen file aside and show what its text seems to say."""
    case = get_case_to_change(request.user, pk)
    upload = request.FILES.get("file")
    try:
        if upload is None:
            raise ValidationError("Scegliere il PDF del provvedimento.")
        checked = checked_paper(upload)
    except ValidationError as error:
        return TemplateResponse(request, "courts/_order_reading.html", {"errors": error.messages})
    waiting = keep_upload(file=checked, name=upload.name or "provvedimento.pdf", case=case, by=request.user)
    reading = _read(checked.content)
    return TemplateResponse(
        request,
        "courts/_order_reading.html",
        {"waiting": waiting, "reading": reading, "signed": bool(checked.envelope)},
    )


def reading_of(waiting: PendingUpload) -> Reading:
    """What the text of a file that waits seems to say: one that came by certified mail, for instance."""
    with waiting.file.open("rb") as file:
        upload = SimpleUploadedFile(waiting.name, file.read())
    return _read(checked_paper(upload).content)


def _read(content: bytes) -> Reading:
    return read(
        text_of(content),
        offices={office.pk: office.name for office in offices_in_force(timezone.localdate())},
        registers=dict(Register.objects.values_list("pk", "code")),
    )
