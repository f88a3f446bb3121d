"""People, what happened to them, and what is known of people who are not in the base yet."""

from dengta.members.models.member import Member, MemberChange
from dengta.members.models.movement import Movement
from dengta.members.models.register import RegisterAnswer
from dengta.members.models.staged import Staged

__all__ = ["Member", "MemberChange", "Movement", "RegisterAnswer", "Staged"]
