"""Without a mouse: to the content in two keys, and the report sent on."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from reports.enums import ReportState
from tests.journeys.conftest import Scene
from tests.journeys.desk import Desk
from tests.journeys.report_steps import SUBMIT
from tests.journeys.writing import report_of

pytestmark = pytest.mark.browser

MOST_STOPS = 120


@pytest.fixture
def desk(scene: Scene, desk_at: Callable[[int], Desk]) -> Desk:
    desk = desk_at(1280)
    desk.enter(scene.worker)
    return desk


def is_focused(target: Locator) -> bool:
    return target.evaluate("element => element === document.activeElement")


def focus_is_seen(page: Page) -> bool:
    """The element with the focus has an outline or a shadow of its own, and stands in the window."""
    return page.evaluate(
        """() => {
            const element = document.activeElement, style = getComputedStyle(element);
            if (!element.matches(':focus')) return true;  // the calendar of a date: the browser marks it
            const box = element.getBoundingClientRect();
            const marked = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
            return marked && box.bottom > 0 && box.top < window.innerHeight;
        }"""
    )


def skip_to_the_content(desk: Desk) -> None:
    page = desk.page
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Vai al contenuto")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.querySelector('main').contains(document.activeElement)")


def test_to_the_content_in_two_keys_and_the_report_sent_on(scene: Scene, desk: Desk) -> None:
    report = report_of(scene)
    page = desk.page
    desk.open("/casi/")
    skip_to_the_content(desk)
    desk.open(report.get_absolute_url())
    submit = page.get_by_role("button", name=SUBMIT)
    for stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        assert focus_is_seen(page), f"stop {stop}: {page.evaluate('document.activeElement.outerHTML')}"
        if is_focused(submit):
            break
    expect(submit).to_be_focused()
    page.keyboard.press("Enter")
    desk.told("Relazione inviata all'approvazione.")
    report.refresh_from_db()
    assert report.state == ReportState.IN_APPROVAZIONE
    desk.assert_quiet()
