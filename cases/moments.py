"""Which moment a person means by a day and a time in Rome."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError

ROME = ZoneInfo("Europe/Rome")


def rome_moment(day: date, at: time) -> datetime:
    """The moment the clocks of Rome showed this day and time.

    Raises ValidationError for a time that never was (the clocks jump forward in March) and for one that
    was twice (they go back in October): guessing would falsify the record.
    """
    naive = datetime.combine(day, at.replace(tzinfo=None))
    early, late = naive.replace(tzinfo=ROME), naive.replace(tzinfo=ROME, fold=1)
    if early.utcoffset() == late.utcoffset():
        return early
    if early.astimezone(UTC).astimezone(ROME).replace(tzinfo=None) != naive:
        raise ValidationError(
            "Quest'ora non è esistita: quel giorno l'orologio è passato dalle 2 alle 3 (ora legale).",
            code="gap",
        )
    raise ValidationError(
        "Quest'ora c'è stata due volte: quel giorno alle 3 l'orologio è tornato alle 2. "
        "Indica un'ora prima delle 2 o dalle 3 in poi e scrivi nel testo l'ora esatta.",
        code="twice",
    )
