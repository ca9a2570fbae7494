"""The picture stays readable: no box on another, no line through a box, nobody who is out of sight."""

import re
from datetime import date
from itertools import combinations

import pytest

from cases.enums import Kinship
from cases.genogram import HEIGHT, WIDTH, drawing_of
from cases.household import picture_of
from cases.models import Bond, HouseholdMember
from cases.permissions import get_case
from tests.factories.cases import HouseholdMemberFactory, PersonFactory

DAY = date(2026, 3, 2)
STEP = re.compile(r"([MVH])(-?[\d.]+)(?:,(-?[\d.]+))?")


def join(world, kinship, **member):
    person = PersonFactory(controller=world.comune, last_name="Inventatissimini Della Fontana")
    HouseholdMemberFactory(household=world.case.household, person=person, kinship=kinship, **member)
    return person


def bind(person, kind, other, **fields):
    return Bond.objects.create(person=person, kind=kind, other=other, **fields)


@pytest.fixture
def crowd(world):
    """Fifteen people in three generations with their network, bound in every way."""
    mother, father, partner = (join(world, kind) for kind in ("madre", "padre", "compagno"))
    half = join(world, "figlio")
    grandparents = [join(world, "nonno", cohabiting=False) for _ in range(4)]
    aunt, cousin, carer = (join(world, kind, cohabiting=False) for kind in ("zio", "cugino", "affidatario"))
    friend, teacher = (join(world, kind, cohabiting=False) for kind in ("amico", "insegnante"))
    bind(mother, "coniuge", father, valid_from=date(2010, 1, 1), valid_to=date(2020, 1, 1))
    bind(mother, "convivente", partner, tone="conflitto")
    bind(partner, "genitore", half)
    for old, young in zip(grandparents, (mother, mother, father, father), strict=True):
        bind(old, "genitore", young)
    bind(aunt, "fratello", mother)
    bind(aunt, "genitore", cousin)
    bind(grandparents[0], "nonno", world.case.person, tone="forte")
    bind(carer, "affidatario", world.case.person, tone="debole")
    bind(friend, "sostegno", mother, tone="forte")
    bind(teacher, "sostegno", half, tone="interrotto")
    bind(friend, "sostegno", grandparents[3])
    return world


def drawn(world, day=DAY):
    case = get_case(world.owner, world.case.pk)
    return drawing_of(picture_of(case, day=day, user=world.owner), case)


def segments(path):
    """The straight pieces of a path."""
    x = y = 0.0
    for step, first, second in STEP.findall(path):
        start = (x, y)
        x, y = (
            (float(first), float(second))
            if step == "M"
            else (x, float(first))
            if step == "V"
            else (float(first), y)
        )
        if step != "M":
            yield start, (x, y)


def crosses(piece, box):
    (x1, y1), (x2, y2) = piece
    inside_x = max(min(x1, x2), box.x) < min(max(x1, x2), box.x + WIDTH) or box.x < x1 == x2 < box.x + WIDTH
    inside_y = max(min(y1, y2), box.y) < min(max(y1, y2), box.below) or box.y < y1 == y2 < box.below
    return inside_x and inside_y


def test_fifteen_people_stand_apart(crowd):
    picture = drawn(crowd)
    assert len(picture.boxes) == 15
    for one, other in combinations(picture.boxes, 2):
        assert abs(one.x - other.x) >= WIDTH or abs(one.y - other.y) >= HEIGHT
    for box in picture.boxes:
        assert 0 <= box.x <= picture.width - WIDTH
        assert 0 <= box.y <= picture.height - HEIGHT
        assert all(len(line) <= 18 for line in box.name)


def test_no_line_runs_through_a_box_or_out_of_the_picture(crowd):
    picture = drawn(crowd)
    assert len(picture.strokes) >= 12
    pieces = [piece for stroke in picture.strokes for piece in segments(stroke.path)]
    assert [(piece, box.name) for piece in pieces for box in picture.boxes if crosses(piece, box)] == []
    assert all(0 <= x <= picture.width and 0 <= y <= picture.height for piece in pieces for x, y in piece)


def test_no_two_lines_lie_on_each_other(crowd):
    """Across: each in its own lane."""
    lanes = [
        (start[1], min(start[0], end[0]), max(start[0], end[0]), number)
        for number, stroke in enumerate(drawn(crowd).strokes)
        for start, end in segments(stroke.path)
        if start[1] == end[1] and start[0] != end[0]
    ]
    same = [
        (one, other)
        for one, other in combinations(lanes, 2)
        if one[0] == other[0] and one[3] != other[3] and max(one[1], other[1]) < min(one[2], other[2])
    ]
    assert same == []


def test_generations_stand_above_each_other_and_the_network_below(crowd):
    picture = drawn(crowd)
    kinship = dict(HouseholdMember.objects.values_list("person", "kinship"))
    heights = {}
    for box in picture.boxes:
        heights.setdefault(kinship[box.person_id], set()).add(box.y)
    assert all(len(rows) == 1 for rows in heights.values())
    height = {kind: next(iter(rows)) for kind, rows in heights.items()}
    assert height["nonno"] < height["madre"] == height["padre"] == height["zio"] < height["figlio"]
    assert height["figlio"] == height["cugino"] < height["amico"] == height["insegnante"]


def test_what_has_ended_is_dashed_and_who_has_left_too(crowd):
    assert {stroke.says for stroke in drawn(crowd).strokes if "ended" in stroke.look} == {
        said for said in (stroke.says for stroke in drawn(crowd).strokes) if "stato/a coniuge" in said
    }
    father = HouseholdMember.objects.get(kinship=Kinship.FATHER)
    HouseholdMember.objects.filter(pk=father.pk).update(valid_to=date(2025, 1, 1))
    former = {box.person_id for box in drawn(crowd).boxes if box.former}
    assert former == {father.person_id}
    assert not any(box.former for box in drawn(crowd, date(2024, 1, 1)).boxes)


def test_only_people_of_this_household_are_drawn(crowd):
    elsewhere = HouseholdMemberFactory()
    bind(elsewhere.person, "genitore", crowd.case.person)
    assert elsewhere.person_id not in {box.person_id for box in drawn(crowd).boxes}


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2020, 1, 1), date(2076, 1, 1)])
def test_any_day_can_be_drawn(crowd, day):
    drawn(crowd, day)


def test_an_impossible_family_still_stands(world):
    """Bonds in a circle are somebody's mistake, not a reason to fail."""
    people = [join(world, "altro") for _ in range(3)]
    for one, other in zip(people, people[1:] + people[:1], strict=True):
        bind(one, "genitore", other)
    picture = drawn(world)
    assert len(picture.boxes) == 5
    for one, other in combinations(picture.boxes, 2):
        assert abs(one.x - other.x) >= WIDTH or abs(one.y - other.y) >= HEIGHT
