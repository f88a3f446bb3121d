"""What is done to organisations and units on behalf of a room above."""

from dengta.organizations.effects.ending import hand_over_units, retire_code
from dengta.organizations.effects.pinning import pin, pin_as_it_is
from dengta.organizations.effects.rechecking import recheck, recheck_establishment
from dengta.organizations.effects.relinking import relink

__all__ = [
    "hand_over_units",
    "pin",
    "pin_as_it_is",
    "recheck",
    "recheck_establishment",
    "relink",
    "retire_code",
]
