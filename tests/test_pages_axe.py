"""Every page of the table in Chromium: axe, the Content Security Policy, no sideways scroll on a phone."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser import csp_violations, sign_in
from tests.factories.everything import FullWorld
from tests.matrix.expectations import readable_by
from tests.matrix.shapes import Line

pytestmark = pytest.mark.browser

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
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
# What depends on the width; axe stands in the page since the look at 1280.
NARROW = """async () => {
    const rules = ["scrollable-region-focusable", "target-size"];
    const found = await axe.run({ runOnly: { type: "rule", values: rules } });
    return found.violations.map(one => `${one.id}: ${one.nodes.map(node => node.target).slice(0, 3)}`);
}"""
EXCESS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def pages_for(who: str) -> Iterator[Line]:
    """The pages this person gets; of those the owner gets too, the others look at the overviews only."""
    for line in readable_by(who):
        mine = who == "owner" or not line.ids or "owner" not in line.get or line.get["owner"] != line.get[who]
        if line.name not in NOT_PAGES and mine:
            yield line


@pytest.mark.parametrize("who", ["owner", "coordinator", "privacy", "administrator"])
def test_pages_are_accessible_and_fit(page_at, live_server, full_world: FullWorld, who: str):
    page: Page = page_at(DESK["width"])
    sign_in(page, getattr(full_world, who), live_server.url)
    problems: list[str] = []
    for line in pages_for(who):
        url = line.url(full_world)
        page.set_viewport_size(DESK)
        answer = page.goto(live_server.url + url)
        if answer is None or answer.status != 200:
            problems.append(f"{url}: answered {answer and answer.status}")
            continue
        problems += [f"{url} at 1280: {found}" for found in findings(page)]
        page.set_viewport_size(PHONE)
        problems += [f"{url} at 360: {found}" for found in page.evaluate(NARROW)]
        if (excess := page.evaluate(EXCESS)) > 0:
            problems.append(f"{url} at 360: {excess} px too wide")
    problems += [f"CSP: {line}" for line in csp_violations(page)]
    assert not problems, "\n".join(problems)


def findings(page: Page) -> list[str]:
    """What axe says of the page as it is shown now, one line each."""
    violations = Axe().run(page).response["violations"]
    return [
        f"{found['impact']} {found['id']}: {found['help']} {[node['target'] for node in found['nodes']][:3]}"
        for found in violations
    ]
