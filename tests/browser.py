"""Chromium for the tests: one real browser, pages of a chosen width, sign-in, accessibility, CSP.

Fixtures (registered by `tests/conftest.py` through `pytest_plugins`):
    page_at(width)  a page in a fresh session, e.g. `desk = page_at(1280)`; call it twice for two people

Functions:
    sign_in(page, user, live_server.url)  signs `user` in by session cookie, without the sign-in pages
    assert_axe_clean(page)                no accessibility finding of axe on what is shown now
    assert_fits(page)                     nothing makes the page scroll sideways
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
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page

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

_consoles: WeakKeyDictionary[Page, list[str]] = WeakKeyDictionary()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """pytest-playwright starts the system's Chromium: it downloads none."""
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": CHROMIUM_ARGS}


@pytest.fixture
def page_at(browser: Browser) -> Iterator[Callable[[int], Page]]:
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


def assert_axe_clean(page: Page) -> None:
    """Fails with axe's own words if it finds anything on the page as it is shown now."""
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def assert_fits(page: Page) -> None:
    """Fails if the page is wider than the window: on a phone nothing may scroll sideways."""
    wide = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
            .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
            .map(e => e.tagName + '.' + e.className).slice(0, 5)"""
    )
    excess = page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert excess <= 0, f"{page.url} is {excess} px too wide: {wide}"


def csp_violations(page: Page) -> list[str]:
    """Console lines about the Content Security Policy since the page was made, over all its navigations."""
    return [line for line in _consoles[page] if "Content Security Policy" in line]
