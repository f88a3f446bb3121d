"""The verbs that see people, letters and accounts at once."""

from dengta.reorganization.actions.considering import Change, consider
from dengta.reorganization.actions.deleting import delete
from dengta.reorganization.actions.dissolving import dissolve, restore
from dengta.reorganization.actions.recategorising import change_category
from dengta.reorganization.actions.returning import give_back

__all__ = [
    "Change",
    "change_category",
    "consider",
    "delete",
    "dissolve",
    "give_back",
    "restore",
]
