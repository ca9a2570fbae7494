"""Who writes which section, and the comments on a paragraph."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.requests import SignedInRequest
from reports.actions import sharing, writing
from reports.completeness import anchor_of, anchor_of_block
from reports.forms import CommentForm
from reports.models import Comment
from reports.permissions import get_report_to_write
from reports.views import answers
from reports.views.blocks import find_block


@require_POST
def section_entrust(request: SignedInRequest, pk: int, section: str) -> HttpResponse:
    report = get_report_to_write(request.user, pk)
    place = report.outline.sections.filter(key=section).first()
    who = request.POST.get("persona", "")
    if place is None or (who and not who.isdigit()):
        raise Http404
    to = get_object_or_404(User, pk=int(who)) if who else None
    try:
        sharing.entrust(report=report, section=place, to=to, by=request.user)
    except ValidationError as error:
        return answers.refused(request, report, error, anchor_of(place))
    told = f"Sezione affidata a {to}." if to else "La sezione torna all'autore."
    messages.success(request, told)
    return answers.back(report, anchor_of(place))


@require_POST
def block_comment(request: SignedInRequest, pk: int, block_pk: int) -> HttpResponse:
    block = find_block(get_report_to_write(request.user, pk), block_pk)
    form = CommentForm(request.POST)
    try:
        form.full_clean()
        if form.errors:
            raise ValidationError(list(form.errors["text"]))
        writing.comment(report=block.report, by=request.user, text=form.cleaned_data["text"], block=block)
    except ValidationError as error:
        return answers.refused(request, block.report, error, anchor_of_block(block))
    return answers.back(block.report, anchor_of_block(block))


@require_POST
def comment_settle(request: SignedInRequest, pk: int, comment_pk: int) -> HttpResponse:
    report = get_report_to_write(request.user, pk)
    note = Comment.objects.select_related("block").filter(report=report, pk=comment_pk).first()
    if note is None:
        raise Http404
    try:
        sharing.settle_comment(comment=note, done=request.POST.get("stato") != "aperto", by=request.user)
    except ValidationError as error:
        return answers.refused(request, report, error)
    return answers.back(report, anchor_of_block(note.block) if note.block else "commenti")
