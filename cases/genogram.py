"""The picture of a household: generations in rows, the network below, who is bound to whom.

Positions only; the template draws. Boxes never overlap; lines run between the rows, each in a lane of its own,
and pass a row only between two boxes. The same facts stand beside it in words.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from textwrap import wrap

from cases.enums import BondKind, Kinship, Sex
from cases.household import Picture
from cases.kinship import Link
from cases.models import Case, HouseholdMember

WIDTH, HEIGHT = 136, 124
BETWEEN, EDGE = 40, 20
LANE, ROW_SPACE = 12, 44
SLOT = 14
LETTERS_IN_LINE, LINES = 17, 2
PER_NETWORK_ROW = 8
# How far above the children somebody stands when no written bond says so.
GENERATION = {
    Kinship.GRANDPARENT: 2,
    Kinship.MOTHER: 1,
    Kinship.FATHER: 1,
    Kinship.PARTNER: 1,
    Kinship.FOSTER_CARER: 1,
    Kinship.UNCLE: 1,
    Kinship.RELATIVE: 1,
    Kinship.OTHER: 1,
}
COUPLES = {BondKind.SPOUSE, BondKind.PARTNER}
UNPLACED = {BondKind.KIN, BondKind.SUPPORT}
SHAPES = {Sex.MALE: "square", Sex.FEMALE: "circle"}


@dataclass
class Box:
    """One person. `x`, `y` is the upper left corner, in pixels."""

    person_id: int
    name: list[str]
    relation: str
    shape: str
    age: str
    subject: bool
    former: bool
    dead: bool
    row: int = 0
    x: float = 0
    y: float = 0

    @property
    def middle(self) -> float:
        return self.x + WIDTH / 2

    @property
    def below(self) -> float:
        return self.y + HEIGHT


@dataclass(frozen=True)
class Stroke:
    """One line: an SVG path, how it looks, and what it says."""

    path: str
    look: str
    says: str

    @property
    def classes(self) -> str:
        """The classes of its look in the style sheet."""
        return " ".join(f"genogram-line--{word}" for word in self.look.split())


@dataclass
class Drawing:
    """The whole picture."""

    width: float = 0
    height: float = 0
    boxes: list[Box] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    network_y: float = 0

    @property
    def band_y(self) -> float:
        """Where the name of the network's band stands."""
        return self.network_y - 6


def drawing_of(picture: Picture, case: Case) -> Drawing:
    """The household of `picture`, with who has left but is still bound to somebody in it."""
    members = _drawn(picture)
    people = {row.person_id for row in members}
    links = [link for link in picture.links if link.person.pk in people and link.other.pk in people]
    here = {row.person_id for row in picture.present}
    boxes = {row.person_id: _box(row, picture, case, row.person_id not in here) for row in members}
    rows, network = _rows(members, links)
    return _Plan(boxes, rows, network, links).drawing()


def _drawn(picture: Picture) -> list[HouseholdMember]:
    """One row for each person: present, or gone and bound to somebody present."""
    here = {row.person_id: row for row in picture.present}
    bound = {pk for link in picture.links for pk in (link.person.pk, link.other.pk)}
    tied = {
        pk
        for link in picture.links
        if {link.person.pk, link.other.pk} & set(here)
        for pk in (link.person.pk, link.other.pk)
    }
    gone = {row.person_id: row for row in picture.former if row.person_id in bound & tied}
    return list({**gone, **here}.values())


def _box(member: HouseholdMember, picture: Picture, case: Case, former: bool) -> Box:
    person = member.person
    age = person.age_on(picture.day)
    lines = wrap(person.full_name, LETTERS_IN_LINE, max_lines=LINES, placeholder="…") or ["?"]
    return Box(
        person_id=member.person_id,
        name=[_cut(line, LETTERS_IN_LINE + 1) for line in lines],
        relation=_cut(member.kinship_words, LETTERS_IN_LINE + 4),
        shape=SHAPES.get(Sex(person.sex), "diamond"),
        age="" if age is None or age < 0 else str(age),
        subject=member.person_id == case.person_id,
        former=former,
        dead=person.died_on is not None and person.died_on <= picture.day,
    )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


# --- Who stands in which row ----------------------------------------------------------------------------
def _rows(
    members: Sequence[HouseholdMember], links: Sequence[Link]
) -> tuple[list[list[int]], list[list[int]]]:
    """The generations, eldest first, and the network, as rows of person ids."""
    heights = _heights(members, links)
    family: dict[int, list[int]] = defaultdict(list)
    network = []
    for row in members:
        if row.person_id in heights:
            family[heights[row.person_id]].append(row.person_id)
        else:
            network.append(row.person_id)
    rows = [family[height] for height in sorted(family, reverse=True)]
    folded = [network[at : at + PER_NETWORK_ROW] for at in range(0, len(network), PER_NETWORK_ROW)]
    return _in_order(rows, links), folded


def _heights(members: Sequence[HouseholdMember], links: Sequence[Link]) -> dict[int, int]:
    """Generations above the children: from the bonds where they tell, otherwise from the place in the household."""
    found = {row.person_id: 0 for row in members if row.kinship == Kinship.CHILD}
    telling = [link for link in links if link.kind not in UNPLACED]
    places = [row for row in members if not Kinship(row.kinship).informal and row.person_id not in found]
    _spread(found, telling)
    for row in places:
        if row.person_id not in found:
            found[row.person_id] = GENERATION.get(Kinship(row.kinship), 0)
            _spread(found, telling)
    return found


def _spread(found: dict[int, int], links: Sequence[Link]) -> None:
    moved = True
    while moved:
        moved = False
        for link in links:
            above, below, step = link.person.pk, link.other.pk, link.kind.generations
            if below in found and above not in found:
                found[above], moved = found[below] + step, True
            elif above in found and below not in found:
                found[below], moved = found[above] - step, True


def _in_order(rows: list[list[int]], links: Sequence[Link]) -> list[list[int]]:
    """Everybody near those they are bound to: from the youngest row up, then once down again."""
    bound: dict[int, set[int]] = defaultdict(set)
    for link in links:
        bound[link.person.pk].add(link.other.pk)
        bound[link.other.pk].add(link.person.pk)
    place: dict[int, float] = {}
    ordered = [list(row) for row in rows]
    for index in (*reversed(range(len(rows))), *range(len(rows))):
        row = ordered[index]
        fallback = {pk: float(at) for at, pk in enumerate(row)}
        row.sort(key=lambda pk: (_mean(pk, bound, place, fallback), fallback[pk]))
        _bring_couples_together(row, links)
        for at, pk in enumerate(row):
            place[pk] = at - (len(row) - 1) / 2
    return ordered


def _mean(pk: int, bound: dict[int, set[int]], place: dict[int, float], fallback: dict[int, float]) -> float:
    near = [place[other] for other in bound[pk] if other in place and other not in fallback]
    middle = (len(fallback) - 1) / 2
    return sum(near) / len(near) if near else fallback[pk] - middle


def _bring_couples_together(row: list[int], links: Sequence[Link]) -> None:
    for link in links:
        first, second = link.person.pk, link.other.pk
        if link.kind in COUPLES and not link.ended and first in row and second in row:
            row.remove(second)
            row.insert(row.index(first) + 1, second)


# --- Where everything comes to stand --------------------------------------------------------------------
@dataclass
class _Run:
    """One line to be drawn: ends above and below, the gaps in which it needs a lane, and its slots on the boxes."""

    above: list[Box]
    below: list[Box]
    look: str
    says: str
    arc: bool = False
    lanes: dict[int, int] = field(default_factory=dict)
    slots: dict[int, float] = field(default_factory=dict)


class _Plan:
    """Boxes and lines, placed row by row. Gap `n` is the space above row `n`; the last one lies under all rows."""

    def __init__(
        self, boxes: dict[int, Box], rows: list[list[int]], network: list[list[int]], links: Sequence[Link]
    ) -> None:
        self.boxes, self.links = boxes, links
        self.rows = [[boxes[pk] for pk in row] for row in (*rows, *network)]
        self.first_network_row = len(rows) if network else None
        for index, row in enumerate(self.rows):
            for box in row:
                box.row = index
        self.straight: list[tuple[Box, Box, Link]] = []
        self.runs: list[_Run] = []
        self.lanes: dict[int, int] = defaultdict(int)

    def drawing(self) -> Drawing:
        self._place_across()
        self._choose_runs()
        self._give_lanes()
        height = self._place_down()
        self._give_slots()
        strokes = [self._couple(*couple) for couple in self.straight]
        strokes += [Stroke(self._path(run), run.look, run.says) for run in self.runs]
        widest = max((len(row) for row in self.rows), default=0)
        return Drawing(
            width=2 * EDGE + widest * (WIDTH + BETWEEN),
            height=height,
            boxes=[box for row in self.rows for box in row],
            strokes=strokes,
            network_y=self._network_y(),
        )

    def _network_y(self) -> float:
        return self.rows[self.first_network_row][0].y if self.first_network_row is not None else 0

    def _place_across(self) -> None:
        widest = max((len(row) for row in self.rows), default=0)
        for row in self.rows:
            start = EDGE + BETWEEN / 2 + (widest - len(row)) * (WIDTH + BETWEEN) / 2
            for at, box in enumerate(row):
                box.x = start + at * (WIDTH + BETWEEN)

    def _choose_runs(self) -> None:
        families: dict[frozenset[int], list[int]] = defaultdict(list)
        for child, parents in self._plain_parents().items():
            families[frozenset(parents)].append(child)
        for group, children in families.items():
            says = ", ".join(
                link.sentence for link in self.links if link.person.pk in group and link.other.pk in children
            )
            above = [self.boxes[pk] for pk in sorted(group)]
            self.runs.append(_Run(above, [self.boxes[pk] for pk in children], "plain", says))
        told = {
            (parent, child) for group, children in families.items() for parent in group for child in children
        }
        for link in self.links:
            if (link.person.pk, link.other.pk) not in told or not _is_plain_parent(link):
                self._add_run(link)

    def _plain_parents(self) -> dict[int, set[int]]:
        """Of each child the parents in the row above, when there is nothing to say of the bond but that it is one."""
        found: dict[int, set[int]] = defaultdict(set)
        for link in self.links:
            one_row = self.boxes[link.person.pk].row + 1 == self.boxes[link.other.pk].row
            if _is_plain_parent(link) and one_row:
                found[link.other.pk].add(link.person.pk)
        return found

    def _add_run(self, link: Link) -> None:
        first, second = self.boxes[link.person.pk], self.boxes[link.other.pk]
        if first.row > second.row:
            first, second = second, first
        if first.row == second.row:
            self._beside(first, second, link)
        else:
            self.runs.append(_Run([first], [second], _look(link), link.sentence))

    def _beside(self, first: Box, second: Box, link: Link) -> None:
        left, right = sorted((first, second), key=lambda box: box.x)
        taken = any(
            {left.person_id, right.person_id} == {a.person_id, b.person_id} for a, b, _ in self.straight
        )
        if right.x - left.x <= WIDTH + BETWEEN and not taken:
            self.straight.append((left, right, link))
        else:
            self.runs.append(_Run([], [left, right], _look(link), link.sentence, arc=True))

    def _give_lanes(self) -> None:
        for run in self.runs:
            top, bottom = (run.above or run.below)[0].row, run.below[0].row
            for gap in [bottom] if run.arc else range(top + 1, bottom + 1):
                run.lanes[gap] = self.lanes[gap]
                self.lanes[gap] += 1

    def _place_down(self) -> float:
        y = float(EDGE)
        for index, row in enumerate(self.rows):
            y += self._gap_height(index)
            for box in row:
                box.y = y
            y += HEIGHT
        return y + EDGE

    def _gap_height(self, gap: int) -> float:
        space = ROW_SPACE if gap else 0
        return space + LANE * self.lanes[gap] + (LANE if gap == self.first_network_row else 0)

    def _give_slots(self) -> None:
        """Lines that meet a box on the same side do not meet each other."""
        sides: dict[tuple[int, bool], list[_Run]] = defaultdict(list)
        for run in self.runs:
            for box in run.above:
                sides[(box.person_id, True)].append(run)
            for box in run.below:
                sides[(box.person_id, False)].append(run)
        for (person, leaving), runs in sides.items():
            step = min(SLOT, (WIDTH - 24) / max(len(runs), 1))
            for at, run in enumerate(runs):
                offset = (at - (len(runs) - 1) / 2) * step
                run.slots[person if leaving else -person] = self.boxes[person].middle + offset

    # --- Paths ---
    def _lane_y(self, run: _Run, gap: int) -> float:
        return self.rows[gap][0].y - LANE * (run.lanes[gap] + 1)

    def _path(self, run: _Run) -> str:
        last = run.below[0].row
        y = self._lane_y(run, last)
        ends = [(run.slots[-box.person_id], box.y) for box in run.below]
        starts = self._down_to(run, last)
        if len(starts) == 1 and len(ends) == 1 and not run.arc:
            return f"{starts[0][1]} V{y:g} H{ends[0][0]:g} V{ends[0][1]:g}"
        across = [x for x, _ in (*starts, *ends)]
        parts = [f"{path} V{y:g}" for _, path in starts]
        parts.append(f"M{min(across):g},{y:g} H{max(across):g}")
        return " ".join([*parts, *(f"M{x:g},{y:g} V{end:g}" for x, end in ends)])

    def _down_to(self, run: _Run, last: int) -> list[tuple[float, str]]:
        """From each box above to the lane of gap `last`: where it arrives and the path so far."""
        found = []
        for box in run.above:
            x = run.slots[box.person_id]
            path = f"M{x:g},{box.below:g}"
            for gap in range(box.row + 1, last):
                free = self._free_column(gap, x) + (run.lanes[gap] % 5 - 2) * 4
                path += f" V{self._lane_y(run, gap):g} H{free:g}"
                x = free
            found.append((x, path))
        return found

    def _free_column(self, row: int, x: float) -> float:
        """The middle of the nearest space between two boxes of a row, or beside them."""
        boxes = self.rows[row]
        spaces = [boxes[0].x - BETWEEN / 2, *(box.x + WIDTH + BETWEEN / 2 for box in boxes)]
        return min(spaces, key=lambda space: abs(space - x))

    def _couple(self, left: Box, right: Box, link: Link) -> Stroke:
        y = left.y + HEIGHT / 2
        return Stroke(f"M{left.x + WIDTH:g},{y:g} H{right.x:g}", _look(link), link.sentence)


def _is_plain_parent(link: Link) -> bool:
    return link.kind == BondKind.PARENT and not link.ended and not link.tone


def _look(link: Link) -> str:
    """The classes of its line: the tone, and whether it has ended."""
    words: Iterable[str] = (link.tone or "plain", "ended" if link.ended else "")
    return " ".join(word for word in words if word)
