"""The post office of a rehearsal: it counts, and on some days it is closed."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class CountingBackend(BaseEmailBackend):
    """Nothing leaves: each message is counted by person and day. While `closed`, it refuses like a server
    that cannot be reached. The letters about standstills go through `letters`, so that they are counted apart.
    """

    def __init__(self, *, with_letters: bool = True) -> None:
        super().__init__()
        self.letters = CountingBackend(with_letters=False) if with_letters else self
        self.day = date.min
        self.closed = False
        self.sent: Counter[tuple[str, date]] = Counter()
        self.at_once: Counter[tuple[str, datetime]] = Counter()

    def bell(self, moment: datetime) -> "Bell":
        """The way out for what leaves at once, at a moment: apart from the one mail a day."""
        return Bell(self, moment)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        if self.closed:
            raise ConnectionRefusedError
        for message in email_messages:
            self.sent.update((to, self.day) for to in message.to)
        return len(email_messages)


class Bell(BaseEmailBackend):
    """Counts urgent mails by person and moment; closed like the post office it belongs to."""

    def __init__(self, office: CountingBackend, moment: datetime) -> None:
        super().__init__()
        self.office, self.moment = office, moment

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        if self.office.closed:
            raise ConnectionRefusedError
        for message in email_messages:
            self.office.at_once.update((to, self.moment) for to in message.to)
        return len(email_messages)
