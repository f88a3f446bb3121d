"""What someone may see of members."""

from dengta.members.queries.waiting import waiting

__all__ = ["waiting"]
