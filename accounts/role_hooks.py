"""What later rooms read about a person in the one statement that reads the roles.

A room registers an expression over `Membership` when it starts; its value in each membership in force stands in
`Roles.noted` under the same name. So the frame of a page asks once about who is looking at it. The statement is
written once: what changes from one asking to the next stands in it as `TODAY` or `NOW`.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import DateField, DateTimeField
from django.db.models.expressions import Combinable

from accounts.prepared import Given

expressions: dict[str, Callable[[], Combinable]] = {}
# Any: they take the place of a date and of a moment.
TODAY: Any = Given("today", DateField())
NOW: Any = Given("now", DateTimeField())
