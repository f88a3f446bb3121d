"""What is done to organisations and units on behalf of a room above."""

from dengta.organizations.effects.ending import hand_over_units, retire_code
from dengta.organizations.effects.history import remember, remember_each
from dengta.organizations.effects.pinning import pin, pin_as_it_is
from dengta.organizations.effects.rechecking import recheck
from dengta.organizations.effects.relinking import relink
from dengta.organizations.effects.unit_state import settle_unit

__all__ = [
    "hand_over_units",
    "pin",
    "pin_as_it_is",
    "recheck",
    "relink",
    "remember",
    "remember_each",
    "retire_code",
    "settle_unit",
]
