"""Writing in the diary in a real browser: nothing typed is lost, and everybody can use the pages."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from cases.models import DiaryDraft, DiaryEntry
from tests.browser import assert_axe_clean, assert_fits, csp_violations, sign_in
from tests.factories.cases import DiaryEntryFactory, DiaryParagraphFactory

pytestmark = pytest.mark.browser
SAVED = re.compile(r"Bozza salvata alle \d\d:\d\d")
OFFLINE = "Non in linea: il testo resta in questa pagina e verrà inviato."


@pytest.fixture
def open_form(world, live_server, page_at):
    """A page of a given width on the form of a new entry."""

    def at(width: int):
        page = page_at(width)
        sign_in(page, world.owner, live_server.url)
        page.goto(live_server.url + reverse("cases:diary_create", args=[world.case.pk]))
        return page

    return at


def test_a_visit_noted_on_a_phone_with_the_line_cut_in_the_middle(world, open_form) -> None:
    page = open_form(360)
    page.fill("[name=facts]", "Prima parte della visita.")
    expect(page.locator("[data-draft-state]")).to_have_text(SAVED)
    page.context.set_offline(True)
    page.fill("[name=facts]", "Prima parte della visita. Seconda, senza linea.")
    page.click("text=Aggiungi una dichiarazione")
    page.fill("[name=dichiarazioni-1-speaker]", "La madre")
    page.fill("[name=dichiarazioni-1-text]", "Non ci vado.")
    page.click("button:has-text('Registra')")
    expect(page.locator("[data-draft-state]")).to_have_text(OFFLINE)
    assert "nuova" in page.url
    page.context.set_offline(False)
    expect(page.locator("[data-draft-state]")).to_have_text(SAVED)
    page.click("button:has-text('Registra')")
    expect(page.get_by_text("Annotazione registrata.")).to_be_visible()
    entry = DiaryEntry.objects.get()
    assert [row.text for row in entry.paragraphs.all()] == [
        "Prima parte della visita. Seconda, senza linea.",
        "Non ci vado.",
    ]
    assert not DiaryDraft.objects.exists()
    kept = page.evaluate("Object.keys(sessionStorage)")
    assert not [key for key in kept if key.startswith("diario-")]
    assert csp_violations(page) == []


def test_what_never_reached_the_server_survives_a_reload(world, open_form) -> None:
    page = open_form(1280)
    page.route("**/bozza/", lambda route: route.abort())
    page.click("text=Aggiungi una dichiarazione")
    page.fill("[name=dichiarazioni-1-text]", "Parole mai arrivate.")
    page.check("[name=missed]")
    expect(page.locator("[data-draft-state]")).to_have_text(OFFLINE)
    page.unroute("**/bozza/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("[data-draft-state]")).to_have_text(SAVED)
    expect(page.locator("[name=dichiarazioni-1-text]")).to_have_value("Parole mai arrivate.")
    expect(page.locator("[name=missed]")).to_be_checked()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_are_for_everybody(world, live_server, open_form, width) -> None:
    entry = DiaryEntryFactory(case=world.case, author=world.owner, reserved=True, place="Via dell'Esempio")
    for kind in ("fatto", "dichiarazione", "valutazione"):
        DiaryParagraphFactory(entry=entry, kind=kind, speaker="La madre" if kind == "dichiarazione" else "")
    page = open_form(width)
    assert_axe_clean(page)
    assert_fits(page)
    case = world.case.pk
    pages = [
        *(
            reverse(f"cases:{name}", args=[case])
            for name in ("case_diary", "case_documents", "case_accesses")
        ),
        *(
            reverse(f"cases:{name}", args=[case, entry.pk])
            for name in ("diary_entry", "diary_correct", "diary_versions")
        ),
        reverse("cases:document_create", args=[case]),
        reverse("cases:search"),
    ]
    for address in pages:
        page.goto(live_server.url + address)
        assert_axe_clean(page)
        assert_fits(page)
    assert csp_violations(page) == []
