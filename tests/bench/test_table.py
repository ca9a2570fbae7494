"""What the measurements say and when they fail."""

import pytest

from bench.sample import five_pages, variant
from bench.table import Line, interleaved, printed, ratio
from reports.snapshot_fields import texts


@pytest.mark.parametrize(
    ("line", "good"),
    [
        (Line("a", 6.5, 6.5), True),
        (Line("a", 6.6, 6.5), False),
        (Line("a", 0.9, 0.85, at_least=True), True),
        (Line("a", 0.8, 0.85, at_least=True), False),
    ],
)
def test_a_missed_must_is_said_and_ends_with_one(capsys, line, good):
    assert line.good is good
    assert printed([line]) == (0 if good else 1)
    assert ("ok" if good else "NO") in capsys.readouterr().out


def test_works_take_turns():
    turns: list[str] = []
    times = interleaved([1, 2, 3], lambda n: turns.append(f"a{n}"), lambda n: turns.append(f"b{n}"))
    assert turns == ["a1", "b1", "a2", "b2", "a3", "b3"]
    assert [len(spent) for spent in times] == [3, 3]


def test_the_ratio_is_the_middle_one():
    assert ratio([2.0, 9.0, 4.0], [1.0, 1.0, 1.0])[0] == 4.0


def test_variants_say_other_words_as_long():
    snapshot = five_pages()
    one, two = variant(snapshot, 1), variant(snapshot, 2)
    assert one.sha256 != two.sha256
    assert abs(sum(map(len, texts(one))) - sum(map(len, texts(two)))) < 50
    assert [len(section.blocks) for section in one.sections] == [len(s.blocks) for s in snapshot.sections]
