"""A person at a browser: what journeys do on every page."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import ConsoleMessage, Error, Locator, Page, expect

from accounts.models import User
from tests.browser import csp_violations, go, sign_in
from tests.factories.accounts import PASSWORD

# A folder for pictures of every step; none are taken without it.
PICTURES = os.environ.get("BANDOLO_PICTURES", "")


@dataclass
class Desk:
    """One person's session; `troubles` is what the browser complained about since it began."""

    page: Page
    base: str
    troubles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.watch(self.page)

    def watch(self, page: Page) -> None:
        """Note errors of scripts and of loading on a page of this session."""

        def note(message: ConsoleMessage) -> None:
            if message.type == "error":
                self.troubles.append(f"{page.url}: {message.text}")

        def note_failure(error: Error) -> None:
            self.troubles.append(f"{page.url}: {error}")

        page.on("console", note)
        page.on("pageerror", note_failure)

    def open(self, path: str) -> None:
        self.page.goto(urljoin(self.base, path))

    def status_of(self, path: str) -> int:
        """What the server answers this person at an address, without going there."""
        return self.page.request.get(urljoin(self.base, path), max_redirects=0).status

    def sign_in(self, user: User) -> None:
        """Through the login form, from the page asked for first."""
        self.open("/")
        field_named(self.page, "Email").fill(user.email)
        field_named(self.page, "Password").fill(PASSWORD)
        self.press("Accedi")
        expect(self.page.get_by_role("heading", name="Oggi", exact=True)).to_be_visible()

    def enter(self, user: User) -> None:
        """Signed in a moment ago, for the journeys that begin at their own page."""
        sign_in(self.page, user, self.base)

    def follow(self, name: str, *, within: str = "main") -> None:
        """Click the link with exactly this text, and wait for the page it leads to."""
        go(self.page.locator(within).get_by_role("link", name=name, exact=True).first)

    def press(self, name: str) -> None:
        """Press the button with exactly this text."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def tab(self, name: str) -> None:
        """Go to a section of the case."""
        self.follow(name, within=".case-tabs")

    def menu(self, name: str) -> None:
        """Go somewhere by the main navigation."""
        go(self.page.get_by_role("navigation", name="Principale").get_by_role("link", name=name))

    def told(self, message: str) -> None:
        """The page says so, above everything."""
        expect(self.page.locator(".messages, [role=status]").get_by_text(message)).to_be_visible()

    def saved_file(self, link: str, folder: Path) -> Path:
        """Download by the link with this text."""
        with self.page.expect_download() as download:
            self.page.get_by_role("link", name=link, exact=True).click()
        path = folder / download.value.suggested_filename
        download.value.save_as(path)
        return path

    def picture(self, name: str) -> None:
        """A picture of the whole page, for whoever wants to look at the steps."""
        if PICTURES:
            width = self.page.viewport_size["width"] if self.page.viewport_size else 0
            self.page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)

    def assert_quiet(self, *, but: str = "") -> None:
        """Nothing was stopped by the Content Security Policy, no script failed, everything was found.

        `but` is the trouble the journey made on purpose.
        """
        assert csp_violations(self.page) == []
        assert [line for line in self.troubles if not but or but not in line] == []


def field_named(scope: Page | Locator, label: str) -> Locator:
    """The field with exactly this label; a required one has an asterisk after it."""
    return scope.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*\*?\s*$"))


def fill(scope: Page | Locator, **values: str) -> None:
    """Type into fields by their labels; an underscore in a name stands for a blank."""
    for label, value in values.items():
        field_named(scope, label.replace("_", " ")).fill(value)


def until(condition: Callable[[], bool], nudge: Callable[[], object], *, times: int = 20) -> None:
    """Nudge what works in the background, as its clock would, until the page shows the outcome.

    `condition` waits a moment by itself.
    """
    for _ in range(times):
        nudge()
        if condition():
            return
    raise AssertionError(f"nothing happened after {times} nudges")
