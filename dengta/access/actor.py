"""Who acts: the only "user" that the domain sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from dengta.access.permissions import Can
from dengta.access.reach import ROOT_PATH
from dengta.access.roles import Role

NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Actor:
    """A frozen picture of the account of this call and of its organisation.

    ``functions`` are those that the officer granted one by one (ACC-03); officers and auditors
    have none. ``address`` and ``request`` name the call in the log.
    """

    uid: UUID
    name: str
    role: Role
    functions: frozenset[Can]
    organization_uid: UUID
    organization_name: str
    path: str
    category: str
    county_level: bool = False
    is_transfer_node: bool = False
    can_transfer_directly: bool = False
    address: str = ""
    request: str = ""
    account_pk: int = field(default=0, compare=False)
    """The account's key; 0 for SYSTEM, which has no row."""
    must_change_password: bool = field(default=False, compare=False)
    """Until it is changed nothing but <修改密码> answers (ACC-16)."""

    @property
    def is_system(self) -> bool:
        return self.uid == NOBODY


SYSTEM = Actor(
    uid=NOBODY,
    name="系统",
    role=Role.ADMINISTRATOR,
    functions=frozenset(Can),
    organization_uid=NOBODY,
    organization_name="系统",
    path=ROOT_PATH,
    category="",
)
"""The actor of automatic steps. ``allows`` lets it do everything everywhere."""
