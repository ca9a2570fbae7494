"""What later rooms read about a person in the one statement that reads the roles.

A room registers an expression over `Membership` when it starts; its value in each membership in force stands in
`Roles.noted` under the same name. So the frame of a page asks once about who is looking at it.
"""

from collections.abc import Callable

from django.db.models.expressions import Combinable

expressions: dict[str, Callable[[], Combinable]] = {}
