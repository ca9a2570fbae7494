"""The key under which a browser keeps, on the device, what has not reached the server yet.

Each session has a lock with a name of its own; its key is reckoned from the name, the person and the server's
secret. Whoever signs in again later gets the key to the old name too: a text typed without a line outlives the
session, while the device alone, or another person on it, opens nothing.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from django.conf import settings

from accounts.models import User
from accounts.requests import SignedInRequest

IN_SESSION = "draft_lock"
NAME = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True)
class Lock:
    """The name stands beside the locked text; the key, in hexadecimal, is only ever in the memory of a page."""

    name: str
    key: str


def lock_of(request: SignedInRequest) -> Lock:
    """The lock of this session, made when it is first asked for."""
    name = request.session.get(IN_SESSION)
    if name is None:
        name = request.session[IN_SESSION] = secrets.token_urlsafe(16)
    return Lock(name, key_of(request.user, name))


def key_of(user: User, name: str) -> str:
    """The key to a lock of this person's. Raises ValueError for what is no name of a lock."""
    if not NAME.fullmatch(name):
        raise ValueError(name)
    message = f"bandolo.draft:{user.pk}:{name}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()
