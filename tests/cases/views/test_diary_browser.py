"""Writing in the diary in a real browser: nothing typed is lost, and everybody can use the pages."""

import re
import time

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from cases.actions.diary import write_entry
from cases.diary_content import FACT, EntryContent, ParagraphContent
from cases.diary_versions import versions_of
from cases.models import DiaryDraft, DiaryEntry
from tests.browser import (
    assert_axe_clean,
    assert_fits,
    assert_good_at_both_widths,
    csp_violations,
    go,
    sign_in,
)
from tests.factories.cases import DiaryEntryFactory, DiaryParagraphFactory, TeamMemberFactory

pytestmark = pytest.mark.browser
SAVED = re.compile(r"Bozza salvata alle \d\d:\d\d")
OFFLINE = "Non in linea: il testo resta in questa pagina e verrà inviato."


def kept_on(page) -> str:
    """Everything the browser keeps on the device for this site."""
    return page.evaluate("JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])")


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
    kept = kept_on(page)
    assert "lock" in kept
    assert "Seconda" not in kept
    assert "madre" not in kept
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
    assert "diario-" not in kept_on(page)
    assert csp_violations(page) == []


def test_what_never_reached_the_server_outlives_the_session(world, live_server, open_form) -> None:
    """It comes back after a new sign-in of the same person, and to nobody else on the same device."""
    page = open_form(1280)
    page.route("**/bozza/", lambda route: route.abort())
    page.click("text=Aggiungi una dichiarazione")
    page.fill("[name=dichiarazioni-1-text]", "Parole mai arrivate.")
    page.check("[name=missed]")
    expect(page.locator("[data-draft-state]")).to_have_text(OFFLINE)
    page.unroute("**/bozza/")
    page.on("dialog", lambda dialog: dialog.accept())
    assert "mai arrivate" not in kept_on(page)
    TeamMemberFactory(case=world.case, user=world.colleague)
    sign_in(page, world.colleague, live_server.url)
    page.reload()
    expect(page.locator("[name=facts]")).to_be_editable()
    expect(page.locator("[data-draft-state]")).to_be_hidden()
    sign_in(page, world.owner, live_server.url)
    page.reload()
    expect(page.locator("[data-draft-state]")).to_have_text(SAVED)
    expect(page.locator("[name=dichiarazioni-1-text]")).to_have_value("Parole mai arrivate.")
    expect(page.locator("[name=missed]")).to_be_checked()


def test_two_people_editing_one_entry_both_keep_their_words(world, live_server, page_at) -> None:
    TeamMemberFactory(case=world.case, user=world.colleague)
    said = EntryContent(
        "colloquio", timezone.now(), shared=True, paragraphs=(ParagraphContent(FACT, "Prima."),)
    )
    (entry,) = write_entry(cases=[world.case], by=world.owner, content=said)
    desk, phone = page_at(1280), page_at(360)
    for page, user in ((desk, world.owner), (phone, world.colleague)):
        sign_in(page, user, live_server.url)
        page.goto(live_server.url + reverse("cases:diary_correct", args=[world.case.pk, entry.pk]))
    desk.fill("[name=facts]", "Parole della scrivania.")
    desk.click("button:has-text('Registra')")
    expect(desk.get_by_text("Correzione registrata")).to_be_visible()
    phone.fill("[name=facts]", "Parole del telefono.")
    phone.click("button:has-text('Registra')")
    notice = phone.get_by_role("alert").filter(has_text="è stata corretta da")
    expect(notice).to_contain_text(str(world.owner))
    expect(notice).to_contain_text("scrivania")
    expect(phone.locator("[name=facts]")).to_have_value("Parole del telefono.")
    assert_axe_clean(phone)
    assert_fits(phone)
    phone.fill("[name=facts]", "Parole della scrivania e del telefono.")
    phone.click("button:has-text('Registra')")
    expect(phone.get_by_text("Correzione registrata")).to_be_visible()
    last, first, _ = versions_of(entry)
    assert [(v.number, v.by) for v in (last, first)] == [(3, str(world.colleague)), (2, str(world.owner))]


def test_a_note_on_a_phone_takes_three_touches(world, live_server, page_at) -> None:
    """*Oggi*, the case, the words, «Registra»: what is not typing is done in a few seconds."""
    page = page_at(360)
    sign_in(page, world.owner, live_server.url)
    page.goto(live_server.url)
    began = time.monotonic()
    go(page.get_by_role("link", name="Nota rapida"))
    go(page.get_by_role("link", name=str(world.case.person)))
    page.locator("[name=facts]").press_sequentially("Visita: la cena era pronta.")
    page.get_by_role("button", name="Registra").click()
    expect(page.get_by_text("Annotazione registrata.")).to_be_visible()
    assert time.monotonic() - began < 17  # three more for typing as people do
    assert DiaryEntry.objects.get().paragraphs.get().text == "Visita: la cena era pronta."


def test_every_kind_of_paragraph_is_for_everybody(world, live_server, page_at) -> None:
    entry = DiaryEntryFactory(case=world.case, author=world.owner, reserved=True, place="Via dell'Esempio")
    for kind in ("fatto", "dichiarazione", "valutazione"):
        DiaryParagraphFactory(entry=entry, kind=kind, speaker="La madre" if kind == "dichiarazione" else "")
    page = page_at(360)
    sign_in(page, world.owner, live_server.url)
    case = world.case.pk
    pages = [
        reverse("cases:case_diary", args=[case]),
        *(
            reverse(f"cases:{name}", args=[case, entry.pk])
            for name in ("diary_entry", "diary_correct", "diary_versions")
        ),
    ]
    for address in pages:
        page.goto(live_server.url + address)
        assert_good_at_both_widths(page)
    assert csp_violations(page) == []
