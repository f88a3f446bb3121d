"""Who signs in, and what is remembered of it."""

from dengta.accounts.models.account import Account, PasswordUsed
from dengta.accounts.models.once import Once
from dengta.accounts.models.sign_in import AddressFailure, PictureUsed, SignIn, Tries

__all__ = [
    "Account",
    "AddressFailure",
    "Once",
    "PasswordUsed",
    "PictureUsed",
    "SignIn",
    "Tries",
]
