"""Who signs in, and what is remembered of it."""

from dengta.accounts.models.account import Account, PasswordUsed
from dengta.accounts.models.authorisation import Authorisation
from dengta.accounts.models.draft import Draft
from dengta.accounts.models.message import Message
from dengta.accounts.models.once import Once
from dengta.accounts.models.sign_in import AddressFailure, PictureUsed, SignIn, Tries
from dengta.accounts.models.sms_code import Quota, SmsCode
from dengta.accounts.models.vpn import VpnCredential, VpnPasswordUsed

__all__ = [
    "Account",
    "AddressFailure",
    "Authorisation",
    "Draft",
    "Message",
    "Once",
    "PasswordUsed",
    "PictureUsed",
    "Quota",
    "SignIn",
    "SmsCode",
    "Tries",
    "VpnCredential",
    "VpnPasswordUsed",
]
