"""What rooms above do to members: hold, release, move."""

from dengta.members.effects.holds import hold, release
from dengta.members.effects.moves import move

__all__ = ["hold", "move", "release"]
