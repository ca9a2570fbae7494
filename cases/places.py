"""Comuni and foreign states as they were on a day, from the data that python-codicefiscale carries.

They are read where the library keeps them, not copied into a table: twenty thousand rows with their dates then
follow the lock, and no database falls behind. A record keeps the Belfiore code and the name of its day.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from codicefiscale.data import get_countries_data, get_municipalities_data
from slugify import slugify

ABROAD = "EE"
MOST_OFFERED = 12
OLDEST_BIRTH = date(1915, 1, 1)
CODE = re.compile(r"[A-Z]\d{3}")
WITH_PROVINCE = re.compile(r"(?P<name>.+?)\s*\((?P<province>[A-Za-z]{2})\)")
SMALL_WORDS = re.compile(
    r"\b(A|Di|Del|Della|Dei|Degli|Delle|Dello|Da|Dal|E|In|Con|Sul|Sulla|Nel|Al|(?:D|Dell|Nell|All|Sull)(?='))(?=[\s'])"
)
# What people say, beside the official names.
SPOKEN = {
    "cina": "Z210",
    "corea-del-nord": "Z214",
    "corea-del-sud": "Z213",
    "gran-bretagna": "Z114",
    "inghilterra": "Z114",
    "moldavia": "Z140",
    "olanda": "Z126",
    "palestina": "Z161",
    "russia": "Z154",
    "stati-uniti": "Z404",
    "usa": "Z404",
}


@dataclass(frozen=True, slots=True)
class Place:
    """One name of a comune or of a foreign state, with the days between which it was in force."""

    code: str
    name: str
    province: str
    begins: date
    ends: date
    slug: str

    @property
    def abroad(self) -> bool:
        return self.province == ABROAD

    @property
    def label(self) -> str:
        """As one writes it: «Melzo (MI)», «Marocco»."""
        return self.name if self.abroad else f"{self.name} ({self.province})"

    def stood_on(self, day: date) -> bool:
        """Whether it had this name on that day."""
        return self.begins <= day <= self.ends


@cache
def _by_slug() -> dict[str, list[Place]]:
    """Every name that ever was, by its plain form. Read once for each process."""
    found: dict[str, list[Place]] = {}
    for row in (*get_municipalities_data(), *get_countries_data()):
        for slug in {slugify(row["name"]), *row["name_slugs"]}:
            found.setdefault(slug, []).append(_place(row, slug))
    for slug, code in SPOKEN.items():
        same = [place for places in found.values() for place in places if place.code == code]
        found.setdefault(slug, []).extend(same[:1])
    return found


@cache
def _by_code() -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for places in _by_slug().values():
        for place in places:
            found.setdefault(place.code, []).append(place)
    return found


@cache
def _slugs() -> list[str]:
    return sorted(_by_slug())


def _place(row: dict[str, str], slug: str) -> Place:
    small = SMALL_WORDS.sub(lambda word: word[0].lower(), row["name"])
    return Place(
        code=row["code"],
        name=row["name"][:1] + small[1:],
        province=row["province"],
        begins=_day(row["date_created"]) or date.min,
        ends=_day(row["date_deleted"]) or date.max,
        slug=slug,
    )


def _day(written: str) -> date | None:
    return date.fromisoformat(written[:10]) if written else None


def named(text: str, day: date) -> list[Place]:
    """The places that `text` may mean, in force on `day`: by name, name and province, or Belfiore code.

    None when nobody called it so then; more than one when only the province tells them apart.
    """
    written = WITH_PROVINCE.fullmatch(text.strip())
    province = written["province"].upper() if written else ""
    name = written["name"] if written else text.strip()
    by_code = CODE.fullmatch(name.upper())
    found = _by_code().get(name.upper(), []) if by_code else _by_slug().get(slugify(name), [])
    standing = [place for place in found if place.stood_on(day) and province in ("", place.province)]
    return list({place.code: place for place in standing}.values())


def like(text: str) -> list[Place]:
    """Up to MOST_OFFERED places whose name begins with `text`, of which somebody living can be a native."""
    start = slugify(text)
    if len(start) < 2:
        return []
    found = {
        place.label: place
        for slug in _slugs()
        if slug.startswith(start)
        for place in _by_slug()[slug]
        if place.ends >= OLDEST_BIRTH
    }
    return sorted(found.values(), key=lambda place: (len(place.name), place.label))[:MOST_OFFERED]


def name_on(code: str, day: date) -> str:
    """What the place with this Belfiore code was called on `day`; empty when it was not there."""
    standing = [place for place in _by_code().get(code, []) if place.stood_on(day)]
    return standing[0].label if standing else ""
