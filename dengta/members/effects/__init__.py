"""What rooms above do to members: hold, release, move."""

from dengta.members.effects.holds import hold, release
from dengta.members.effects.moves import move
from dengta.members.effects.relocating import relocate

__all__ = ["hold", "move", "release", "relocate"]
