"""The line of a proceeding through its transfers: which of them is heard now, and by which office.

Art. 38 disp. att. c.c.: after a transfer the orders of the first judge stay in force, so a mandate hangs on
a proceeding that is over and answers to the one that took it up.
"""

from courts.models import Office, Proceeding


def line_of(proceeding: Proceeding) -> list[Proceeding]:
    """The proceeding with those it came from and went to, oldest first. One query for each transfer, plus two."""
    line = [proceeding]
    while (earlier := _before(line[0])) is not None and earlier not in line:
        line.insert(0, earlier)
    while (later := line[-1].transferred_to) is not None and later not in line:
        line.append(later)
    return line


def latest_of(proceeding: Proceeding) -> Proceeding:
    """The one that goes on with it now, itself when it was never transferred. One query for each transfer."""
    seen = [proceeding]
    while (later := seen[-1].transferred_to) is not None and later not in seen:
        seen.append(later)
    return seen[-1]


def _before(proceeding: Proceeding) -> Proceeding | None:
    return Proceeding.objects.filter(transferred_to=proceeding).select_related("office").first()


def heard_by(proceeding: Proceeding, office: Office) -> Proceeding:
    """The latest of the line that `office` hears; for an office outside it, such as a GT, the last of all."""
    line = line_of(proceeding)
    return next((one for one in reversed(line) if one.office_id == office.pk), line[-1])
