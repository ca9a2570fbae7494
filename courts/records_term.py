"""By when a request for the record is to be answered."""

from datetime import date

from courts.legal_numbers import legal_number, term_of
from courts.reckoning import due

SLUG = "accesso-atti"


def answer_by(received_on: date) -> tuple[date, str]:
    """The day and how it is counted: thirty days from the request (L. 241/1990 art. 25 c.4), a legal number.

    Raises MissingLegalNumberError when the table has none for that day.
    """
    number = legal_number(SLUG, received_on)
    found = due(received_on, term_of(number))
    return found.due_on, f"{found.explanation} ({number.source})"
