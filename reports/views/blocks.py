"""One paragraph at a time: its words, its details, its place."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import SignedInRequest
from cases.models import Case, Document
from cases.word_diff import word_diff
from reports.actions import placing, writing
from reports.block_versions import versions_of
from reports.block_words import summary_of
from reports.completeness import anchor_of_block
from reports.coverage import mandates_asked
from reports.enums import BlockKind
from reports.forms import BlockChoices, BlockForm, BlockTextForm
from reports.models import Basis, Block, OutlineSection, Report
from reports.outlines import sections_of
from reports.permissions import get_report, get_report_to_write
from reports.views import answers
from reports.views.workbench import page_of


def find_block(report: Report, block_pk: int) -> Block:
    """A paragraph reached through its report; the same 404 for one of another report."""
    rows = report.blocks.select_related("section", "edited_by", "child")
    block = rows.prefetch_related(Prefetch("bases", Basis.objects.all())).filter(pk=block_pk).first()
    if block is None:
        raise Http404
    block.report = report
    return block


def choices_of(report: Report) -> BlockChoices:
    """What the paragraphs of this report can point to. Three queries."""
    cases = list(report.covered.all())
    ids = [case.pk for case in cases]
    return BlockChoices(
        children={case.pk: case for case in cases},
        mandates={row.pk: row for row in mandates_asked(report, cases)},
        documents={row.pk: row for row in Document.objects.filter(case__in=ids)},
        facts={row.pk: row for row in report.blocks.filter(kind=BlockKind.FATTO).exclude(text="")},
    )


def _form(request: SignedInRequest, block: Block) -> BlockForm | BlockTextForm:
    """The form that was sent: with the details, or the words alone."""
    if "details" in request.POST:
        return BlockForm(request.POST, block=block, choices=choices_of(block.report))
    return BlockTextForm(request.POST, block=block)


@require_http_methods(["GET", "POST"])
def block_save(request: SignedInRequest, pk: int, block_pk: int) -> HttpResponse:
    """The paragraph with all its fields; saved with them, or with its words alone by the autosave."""
    block = find_block(get_report_to_write(request.user, pk), block_pk)
    if request.method == "GET":
        return _details(request, BlockForm(block=block, choices=choices_of(block.report)))
    form = _form(request, block)
    if not form.is_valid():
        return _not_valid(request, form)
    try:
        stored = writing.save_block(block=block, by=request.user, **form.values())
    except writing.Conflict as conflict:
        return _conflict(request, form, conflict.current)
    except ValidationError as error:
        return answers.refused(request, block.report, error, anchor_of_block(block))
    summary = summary_of(stored, stored.bases.count())
    return answers.saved(request, block.report, stored.version, anchor_of_block(block), summary)


def _details(request: SignedInRequest, form: BlockForm, status: int = 200) -> HttpResponse:
    """All the fields: inside the page when it asks for them, otherwise as a page."""
    partial = "_block_details" if request.headers.get("HX-Request") else "block"
    block = form.block
    places = [row for row in sections_of(block.report) if block.kind in row.kinds and row != block.section]
    context = {"report": block.report, "paragraph": block, "form": form, "places": places}
    return TemplateResponse(request, f"reports/{partial}.html", context, status=status)


def _not_valid(request: SignedInRequest, form: BlockForm | BlockTextForm) -> HttpResponse:
    if isinstance(form, BlockForm) and not answers.wants_json(request):
        return _details(request, form, status=422)
    report = form.block.report
    return answers.not_valid(request, form, lambda: page_of(request, report, failed=form))


def _conflict(request: SignedInRequest, form: BlockForm | BlockTextForm, current: Block) -> HttpResponse:
    """Both texts, nothing overwritten: the writer decides."""
    who = str(current.edited_by or "un'altra persona")
    if answers.wants_json(request):
        mine = form.cleaned_data.get("text", "")
        words = [{"kind": row.kind, "text": row.text} for row in word_diff(current.text, mine)]
        answer = {"version": current.version, "text": current.text, "by": who, "words": words}
        return JsonResponse(answer, status=409)
    values = request.POST.copy()
    values[f"b{current.pk}-version"] = str(current.version)
    report = form.block.report
    again = BlockTextForm(values, block=form.block)
    context = page_of(request, report, failed=again, conflict={"text": current.text, "by": who})
    return TemplateResponse(request, answers.PAGE, context, status=409)


@require_POST
def block_add(request: SignedInRequest, pk: int, section: str, kind: str) -> HttpResponse:
    report = get_report_to_write(request.user, pk)
    place = report.outline.sections.filter(key=section).first()
    if place is None or kind not in place.kinds:
        raise Http404
    child = next((row for row in report.covered.all() if str(row.pk) == request.POST.get("minore")), None)
    try:
        block = writing.add_block(
            report=report, kind=BlockKind(kind), by=request.user, section=place, child=child
        )
    except ValidationError as error:
        return answers.refused(request, report, error)
    return answers.back(report, anchor_of_block(block))


@require_POST
def block_remove(request: SignedInRequest, pk: int, block_pk: int) -> HttpResponse:
    block = find_block(get_report_to_write(request.user, pk), block_pk)
    version = request.POST.get("version", "")
    expected = int(version) if version.isdigit() else 0
    try:
        writing.remove_block(block=block, expected_version=expected, by=request.user)
    except writing.Conflict:
        told = "Il brano è stato modificato da un'altra persona: rileggilo prima di toglierlo."
        messages.error(request, told)
    except ValidationError as error:
        return answers.refused(request, block.report, error)
    return answers.back(block.report)


@require_POST
def block_move(request: SignedInRequest, pk: int, block_pk: int, where: str) -> HttpResponse:
    """One place up or down; the script that moves it in the page is told where it stands."""
    block = find_block(get_report_to_write(request.user, pk), block_pk)
    try:
        place = placing.move_block(block=block, up=where == "su", by=request.user)
    except ValidationError as error:
        return answers.refused(request, block.report, error)
    return _placed(request, block, place)


@require_POST
def block_place(request: SignedInRequest, pk: int, block_pk: int) -> HttpResponse:
    """To another section or place: `sezione`, `minore` and the paragraph it goes before (`prima`)."""
    block = find_block(get_report_to_write(request.user, pk), block_pk)
    report = block.report
    section = report.outline.sections.filter(key=request.POST.get("sezione", "")).first()
    if section is None:
        unknown = ValidationError("Scegli una sezione di questa relazione.")
        return answers.refused(request, report, unknown, anchor_of_block(block))
    child = next((row for row in report.covered.all() if str(row.pk) == request.POST.get("minore")), None)
    before = request.POST.get("prima", "")
    other = report.blocks.filter(pk=int(before)).first() if before.isdigit() else None
    try:
        place = placing.place_block(
            block=block, section=section, child=child or _kept(block, section), before=other, by=request.user
        )
    except ValidationError as error:
        return answers.refused(request, report, error, anchor_of_block(block))
    return _placed(request, block, place)


def _kept(block: Block, section: OutlineSection) -> Case | None:
    """In a section that does not repeat, a paragraph stays about the child it was about."""
    return None if section.per_child else block.child


def _placed(request: SignedInRequest, block: Block, place: int) -> HttpResponse:
    if not answers.wants_json(request):
        return answers.back(block.report, anchor_of_block(block))
    block.refresh_from_db(fields=["version"])
    return JsonResponse({"place": place, "version": block.version})


@require_GET
def block_versions(request: SignedInRequest, pk: int, block_pk: int) -> HttpResponse:
    """Every saved state of a paragraph, word by word."""
    report = get_report(request.user, pk)
    block = find_block(report, block_pk)
    context = {"report": report, "paragraph": block, "versions": versions_of(block)}
    return TemplateResponse(request, "reports/block_versions.html", context)
