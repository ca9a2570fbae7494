"""How allauth behaves here: no self-registration, second-factor secrets encrypted at rest."""

from functools import cache

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.http import HttpRequest
from encrypted_fields.fields import EncryptedFieldMixin


class ClosedSignupAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator, never by the visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class EncryptedMfaAdapter(DefaultMFAAdapter):
    """TOTP secrets and recovery seeds are unreadable in a copy of the database."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


@cache
def _cipher() -> MultiFernet:
    """The same keys as the encrypted columns; deriving them is slow, so once per process."""
    return MultiFernet([Fernet(key) for key in EncryptedFieldMixin().keys])
