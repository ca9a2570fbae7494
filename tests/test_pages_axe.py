"""Every page of the table in Chromium: axe, the Content Security Policy, no sideways scroll, one title."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.test import Client
from playwright.sync_api import Page

from tests import browser
from tests.browser import DESK, csp_violations, problems_at_both_widths
from tests.factories.everything import FullWorld
from tests.matrix.expectations import readable_by
from tests.matrix.shapes import Line

pytestmark = pytest.mark.browser

# Answers that are files or fragments, not pages.
NOT_PAGES = {
    "cases:list_export_file",
    "cases:attachment_file",
    "cases:places",
    "cases:document_file",
    "cases:document_preview",
    "cases:records_file",
    "courts:order_file",
    "reports:copy_pdf",
    "reports:delivery_state",
    "reports:edition_pdf",
    "reports:evidence_zip",
    "reports:mail_attachment",
    "reports:mail_original",
    "reports:proof_file",
    "reports:report_pdf",
    "reports:leaving_file",
    "reports:statistics_chart",
}
# The owner sees the most; each of the others shows what nobody before did.
PEOPLE = ("owner", "coordinator", "privacy", "administrator")
TAG = re.compile(r"<(\w+)([^>]*)>")
LOOK = re.compile(r'\b(class|type|role)="([^"]*)"')


def pages_for(who: str) -> Iterator[Line]:
    """The pages this person gets; of those the owner gets too, the others look at the overviews only."""
    for line in readable_by(who):
        mine = who == "owner" or not line.ids or "owner" not in line.get or line.get["owner"] != line.get[who]
        if line.name not in NOT_PAGES and mine:
            yield line


def parts_of(html: str) -> set[tuple[str, ...]]:
    """What a page is made of: its elements by name, classes, type and role."""
    return {(name, *sorted(LOOK.findall(attributes))) for name, attributes in TAG.findall(html)}


class Walk:
    """Everybody's way through the pages in one browser; a page that shows nothing new is not opened again."""

    def __init__(self, page: Page, base_url: str) -> None:
        self.page, self.base = page, base_url
        self.shown: dict[str, set[tuple[str, ...]]] = {}
        self.problems: list[str] = []

    def visit(self, line: Line, full: FullWorld, client: Client) -> None:
        """Open the page and examine it, if this person's looks different from those before."""
        url, before = line.url(full), self.shown.setdefault(str(line), set())
        if before and parts_of(client.get(url).text) <= before:
            return
        answer = self.page.goto(self.base + url)
        if answer is None or answer.status != 200:
            self.problems.append(f"{url}: answered {answer and answer.status}")
            return
        html = answer.text()
        before |= parts_of(html)
        if " · Bandolo</title>" not in html or html.count("<h1") != 1:
            self.problems.append(f"{url}: without the title of a page, or without exactly one heading of it")
        self.problems += problems_at_both_widths(self.page)


def test_pages_are_accessible_and_fit(page_at, live_server, full_world: FullWorld, sign_in) -> None:
    page: Page = page_at(DESK["width"])
    page.add_init_script(AXE_SCRIPT)
    walk = Walk(page, live_server.url)
    for who in PEOPLE:
        user = getattr(full_world, who)
        browser.sign_in(page, user, live_server.url)
        client = sign_in(user)
        for line in pages_for(who):
            walk.visit(line, full_world, client)
    walk.problems += [f"CSP: {line}" for line in csp_violations(page)]
    assert not walk.problems, "\n".join(walk.problems)
