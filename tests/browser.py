"""Chromium for the tests: one real browser, pages of a chosen width, sign-in, accessibility, CSP.

Fixtures (registered by `tests/conftest.py` through `pytest_plugins`):
    page_at(width)  a page in a fresh session, e.g. `desk = page_at(1280)`; call it twice for two people

Functions:
    sign_in(page, user, live_server.url)  signs `user` in by session cookie, without the sign-in pages
    assert_axe_clean(page)                no accessibility finding of axe on what is shown now
    assert_fits(page)                     nothing makes the page scroll sideways
    assert_good_at_both_widths(page)      both, at a desk and on a phone, without loading the page again
    problems_at_both_widths(page)         the same, as lines to collect
    csp_violations(page)                  what the Content Security Policy stopped since the page was opened

    @pytest.mark.browser
    def test_today(page_at, live_server, worker):
        page = page_at(360)
        sign_in(page, worker, live_server.url)
        page.goto(f"{live_server.url}/oggi/")
        assert_axe_clean(page)
        assert csp_violations(page) == []
"""

import os
from collections.abc import Callable, Iterator
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest, HttpResponseBase
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, ViewportSize

# Playwright's sync interface runs an event loop in the test's thread, which Django's ORM refuses otherwise.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = os.environ.get("BANDOLO_CHROMIUM", "/usr/bin/chromium")
# No call home, no sandbox (the tests may run as root), nothing that waits for a network.
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HEIGHTS = {360: 740, 768: 1024}
DESK, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=360, height=740)

# No rule in force looks into style sheets; what plays by itself has to be fetched first.
EVERYTHING = {"resultTypes": ["violations"], "preload": {"assets": ["media"]}}
# What depends on the width; all else axe says once.
WIDTH = EVERYTHING | {
    "runOnly": {"type": "rule", "values": ["scrollable-region-focusable", "target-size"]},
}
TOO_WIDE = """() => {
    const shown = document.documentElement.clientWidth, excess = document.documentElement.scrollWidth - shown;
    if (excess <= 0) return [];
    const wide = [...document.querySelectorAll('body *')]
        .filter(e => e.getBoundingClientRect().right > shown + 1).map(e => e.tagName + '.' + e.className);
    return [`${excess} px too wide: ${wide.slice(0, 5)}`];
}"""
ASK_AXE = """async options => {
    if (typeof axe === 'undefined') return null;
    const found = await axe.run(options);
    return found.violations.map(one =>
        `${one.impact} ${one.id}: ${one.help} ${one.nodes.map(node => node.target).slice(0, 3)}`);
}"""
# Both in one question.
ASK_BOTH = f"""async options => {{
    const found = await ({ASK_AXE})(options);
    return found && found.concat(({TOO_WIDE})());
}}"""

_consoles: WeakKeyDictionary[Page, list[str]] = WeakKeyDictionary()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """pytest-playwright starts the system's Chromium: it downloads none."""
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": CHROMIUM_ARGS}


@pytest.fixture(scope="session")
def _static_files_stay_in_the_browser() -> Iterator[None]:
    """As in the product. Without a word about it Chromium asks for each file of a fresh checkout on each page."""
    before = StaticFilesHandler.serve

    def serve(handler: StaticFilesHandler, request: HttpRequest) -> HttpResponseBase:
        answer = before(handler, request)
        answer["Cache-Control"] = "max-age=86400"
        return answer

    StaticFilesHandler.serve = serve
    yield
    StaticFilesHandler.serve = before


@pytest.fixture
def page_at(browser: Browser, _static_files_stay_in_the_browser: None) -> Iterator[Callable[[int], Page]]:
    """Makes pages of a given width in CSS pixels, each in its own session (cookies apart)."""
    contexts = []

    def make(width: int) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            locale="it-IT",
            timezone_id="Europe/Rome",
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        lines = _consoles[page] = []

        def note(message: ConsoleMessage) -> None:
            lines.append(message.text)

        page.on("console", note)
        return page

    yield make
    for context in contexts:
        context.close()


def sign_in(page: Page, user: Any, base_url: str) -> None:
    """Gives the page a session of `user`, as if they had gone through sign-in a moment ago."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    page.context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                "url": base_url,
                "httpOnly": True,
            }
        ]
    )


def go(link: Locator) -> None:
    """Click a link and wait for its page: until that is there, the next step could find its own link on the old one.

    The link first: a page still on its way would be taken for the one it leads to.
    """
    link.wait_for()
    with link.page.expect_navigation(wait_until="domcontentloaded"):
        link.click()


def with_axe(page: Page, question: str, options: dict[str, Any]) -> list[str]:
    """The answer to a question that needs axe, which is brought into the page where it is not there yet."""
    answer: list[str] | None = page.evaluate(question, options)
    if answer is None:
        page.evaluate(AXE_SCRIPT)
        answer = page.evaluate(question, options)
    return answer


def assert_axe_clean(page: Page) -> None:
    """Fails with axe's own words if it finds anything on the page as it is shown now."""
    findings = with_axe(page, ASK_AXE, EVERYTHING)
    assert not findings, "\n".join([page.url, *findings])


def assert_fits(page: Page) -> None:
    """Fails if the page is wider than the window: on a phone nothing may scroll sideways."""
    assert page.evaluate(TOO_WIDE) == [], page.url


def problems_at_both_widths(page: Page) -> list[str]:
    """What axe finds and what does not fit, at a desk and on a phone.

    Begins at the width the page has and leaves it at the other: a walk over many pages changes once on each.
    """
    widths = [DESK, PHONE] if page.viewport_size == DESK else [PHONE, DESK]
    problems: list[str] = []
    for size in widths:
        page.set_viewport_size(size)
        found = with_axe(page, ASK_BOTH, EVERYTHING if size == DESK else WIDTH)
        problems += [f"{page.url} at {size['width']}: {one}" for one in found]
    return problems


def assert_good_at_both_widths(page: Page) -> None:
    """Fails if axe finds anything or the page is too wide, at a desk or on a phone. The width changes."""
    problems = problems_at_both_widths(page)
    assert not problems, "\n".join(problems)


def csp_violations(page: Page) -> list[str]:
    """Console lines about the Content Security Policy since the page was made, over all its navigations."""
    return [line for line in _consoles[page] if "Content Security Policy" in line]
