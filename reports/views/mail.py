"""«Posta»: what others send to the certified mailbox, and where it goes from there."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import SignedInRequest
from cases.permissions import changeable_cases, nothing_of_a_case, saw
from cases.uploads import SUFFIXES
from reports.actions import quarantine, sorting
from reports.actions.incoming import read_letter
from reports.enums import UNSORTED_STATES
from reports.mail_forms import ArchiveForm, FileMailForm, MailFilter, OrderFromMailForm
from reports.models import IncomingMail, Receipt
from reports.permissions import get_mail, sorted_mailboxes, visible_mail
from reports.suggestions import suggested_cases
from reports.views.delivery import attachment

PAGE = 50


def _narrowed(request: SignedInRequest) -> tuple[MailFilter, QuerySet[IncomingMail]]:
    form = MailFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = visible_mail(request.user)
    state = chosen.get("state", "")
    if not state:
        rows = rows.filter(state__in=sorted(UNSORTED_STATES))
    elif state != "tutte":
        rows = rows.filter(state=state)
    if chosen.get("certified"):
        rows = rows.filter(certified=chosen["certified"] == "si")
    return form, rows


@require_GET
def mail_list(request: SignedInRequest) -> HttpResponse:
    form, rows = _narrowed(request)
    rows = rows.select_related("mailbox", "office", "case").annotate(files=Count("attachments"))
    page = Paginator(rows.order_by("-received_at", "-pk"), PAGE).get_page(request.GET.get("pagina"))
    page.object_list = list(page.object_list)
    saw(mail.case_id for mail in page.object_list if mail.case_id)
    boxes = sorted_mailboxes(request.user)
    held = Receipt.objects.filter(mailbox__in=boxes, quarantined=True).count()
    query = request.GET.copy()
    query.pop("pagina", None)
    context = {"form": form, "page": page, "boxes": boxes, "held": held, "query": query.urlencode()}
    return TemplateResponse(request, "reports/mail_list.html", context)


@require_GET
def mail_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    mail = get_mail(request.user, pk)
    context = {
        "mail": mail,
        "letter": read_letter(mail.receipt),
        "files": list(mail.attachments.select_related("document")),
        "may_sort": _may_sort(request, mail),
        "may_go_back": sorting.may_go_back(mail),
        "archive_form": ArchiveForm(),
    }
    return TemplateResponse(request, "reports/mail_detail.html", context)


def _may_sort(request: SignedInRequest, mail: IncomingMail) -> bool:
    """Who sorts the mailbox; and, for a message in a case, who may write on that case."""
    if mail.case_id:
        return changeable_cases(request.user).filter(pk=mail.case_id).exists()
    return True


def _to_sort(request: SignedInRequest, pk: int) -> IncomingMail:
    mail = get_mail(request.user, pk)
    if not _may_sort(request, mail):
        raise PermissionDenied
    return mail


def _form_values(request: SignedInRequest, mail: IncomingMail) -> dict[str, Any]:
    text = read_letter(mail.receipt).text
    return {
        "user": request.user,
        "cases": suggested_cases(request.user, mail, text),
        "files": list(mail.attachments.all()),
    }


@require_http_methods(["GET", "POST"])
def mail_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put the message and its files into a case."""
    mail = _to_sort(request, pk)
    form = FileMailForm(request.POST or None, **_form_values(request, mail))
    if request.method == "POST" and form.acts(sorting.file_mail, mail=mail, by=request.user):
        messages.success(request, "Messaggio messo nel fascicolo.")
        return redirect("reports:mail_detail", mail.pk)
    context = {"mail": mail, "form": form, "action": "fascicolo"}
    return TemplateResponse(request, "reports/mail_sort.html", context)


@require_http_methods(["GET", "POST"])
def mail_order(request: SignedInRequest, pk: int) -> HttpResponse:
    """Register the order that the message brings: its PDF is handed to the form of the order."""
    mail = _to_sort(request, pk)
    form = OrderFromMailForm(request.POST or None, **_form_values(request, mail))
    if request.method == "POST" and form.acts(sorting.start_order, mail=mail, by=request.user):
        case = form.cleaned_data["case"]
        return redirect(f"{reverse('courts:order_create', args=[case.pk])}?in-attesa={form.result.token}")
    context = {"mail": mail, "form": form, "action": "provvedimento"}
    return TemplateResponse(request, "reports/mail_sort.html", context)


@require_POST
def mail_archive(request: SignedInRequest, pk: int) -> HttpResponse:
    mail = _to_sort(request, pk)
    form = ArchiveForm(request.POST)
    if form.acts(sorting.archive_mail, mail=mail, by=request.user):
        messages.success(request, "Messaggio archiviato: resta consultabile, con il motivo.")
        return redirect("reports:mail_list")
    for error in form.errors.values():
        messages.error(request, " ".join(map(str, error)))
    return redirect("reports:mail_detail", mail.pk)


@require_POST
def mail_put_back(request: SignedInRequest, pk: int) -> HttpResponse:
    mail = _to_sort(request, pk)
    try:
        sorting.put_back(mail=mail, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Messaggio rimesso tra quelli da smistare.")
    return redirect("reports:mail_list")


@require_GET
def mail_original(request: SignedInRequest, pk: int) -> HttpResponse:
    """The message byte for byte as it arrived, with the provider's signature."""
    mail = get_mail(request.user, pk)
    return attachment(bytes(mail.receipt.raw), "application/octet-stream", f"messaggio-{mail.receipt_id}.eml")


@require_GET
def mail_attachment(request: SignedInRequest, pk: int, attachment_pk: int) -> HttpResponse:
    """A file that passed the check and was not taken away from the case; the others stay inside the original."""
    mail = get_mail(request.user, pk)
    offered = mail.attachments.filter(refusal="", document__withdrawn_at=None)
    row = get_object_or_404(offered, pk=attachment_pk)
    row.mail = mail
    checked = sorting.content_of(row)
    name = f"allegato-{mail.receipt_id}-{row.position}{SUFFIXES.get(checked.content_type, '.bin')}"
    return attachment(checked.content, checked.content_type, name)


@require_http_methods(["GET", "POST"])
def mail_quarantine(request: SignedInRequest) -> HttpResponse:
    """Messages that cannot be believed; after the trust list was mended they may be judged again."""
    boxes = sorted_mailboxes(request.user)
    if not boxes:
        raise PermissionDenied
    nothing_of_a_case()
    if request.method == "POST":
        for box in boxes:
            _judge_again(request, box)
        return redirect("reports:mail_quarantine")
    rows = Receipt.objects.filter(mailbox__in=boxes, quarantined=True).select_related("mailbox")
    rows = rows.defer("raw").prefetch_related("judgements__by").order_by("-read_at", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("pagina"))
    return TemplateResponse(request, "reports/mail_quarantine.html", {"page": page, "boxes": boxes})


def _judge_again(request: SignedInRequest, box: Any) -> None:
    try:
        looked, believed = quarantine.rejudge_mailbox(mailbox=box, by=request.user)
    except ValueError as error:
        messages.error(request, f"{box.address}: {error}")
        return
    if looked:
        messages.info(request, f"{box.address}: riesaminati {looked}, usciti dalla quarantena {believed}.")
