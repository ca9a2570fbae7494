from datetime import date

import pytest

from cases.places import like, name_on, named

TODAY, LONG_AGO = date(2026, 3, 2), date(1950, 3, 2)


@pytest.mark.parametrize(
    ("text", "day", "labels"),
    [
        ("Melzo", TODAY, ["Melzo (MI)"]),
        (" melzo (mi) ", TODAY, ["Melzo (MI)"]),
        ("F119", TODAY, ["Melzo (MI)"]),
        ("Livo", TODAY, ["Livo (CO)", "Livo (TN)"]),
        ("Livo (CO)", TODAY, ["Livo (CO)"]),
        # One comune since 2018: before, there were two.
        ("Corigliano-Rossano", TODAY, ["Corigliano-Rossano (CS)"]),
        ("Corigliano-Rossano", LONG_AGO, []),
        ("Rossano", LONG_AGO, ["Rossano (CS)"]),
        ("Rossano", TODAY, []),
        ("Marocco", TODAY, ["Marocco"]),
        ("Cecoslovacchia", LONG_AGO, ["Cecoslovacchia"]),
        ("Cecoslovacchia", TODAY, []),
        ("Cina", TODAY, ["Repubblica Popolare Cinese"]),
        ("Borgolieto", TODAY, []),
        ("", TODAY, []),
        ("Z\x00", TODAY, []),
        ("a" * 200_000, TODAY, []),
    ],
)
def test_named_as_of_the_day(text, day, labels):
    assert sorted(place.label for place in named(text, day)) == labels


def test_name_on_follows_the_day():
    assert name_on("A001", date(1920, 1, 1)) == "Abano (PD)"
    assert name_on("A001", TODAY) == "Abano Terme (PD)"
    assert name_on("X999", TODAY) == ""


def test_like_offers_what_begins_so():
    assert [place.label for place in like("melz")] == ["Melzo (MI)"]
    assert "Costa d'Avorio" in [place.label for place in like("costa d")]
    assert like("m") == []
