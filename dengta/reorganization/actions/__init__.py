"""The verbs that see people, letters and accounts at once."""

from dengta.reorganization.actions.deleting import delete
from dengta.reorganization.actions.dissolving import dissolve, restore

__all__ = ["delete", "dissolve", "restore"]
