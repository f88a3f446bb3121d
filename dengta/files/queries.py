"""Which files there are, and what they hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from dengta.access.actor import Actor
from dengta.files.models import StoredFile
from dengta.files.rules.kinds import Kind
from dengta.files.rules.owners import Gate, Owner, Place
from dengta.refusal import OutOfReach
from dengta.vault import sealing

FOLDER = "files"
UNSETTLED = "unsettled"
CONTENT = "content"
"""The column that sealed content would have, for the vault."""


def find(actor: Actor, uid: UUID, gates: Mapping[str, Gate]) -> tuple[StoredFile, Place]:
    """The living file ``uid`` and the place of its owner, if the gate of the owner's noun lets the
    actor through; else :class:`OutOfReach`, whether it exists or not (ACC-02).

    The first of ``gates`` is asked for what nobody owns, so that both take as many questions.
    """
    file = StoredFile.objects.filter(uid=uid, removed_at__isnull=True).first()
    if file is None or file.owner_noun not in gates:
        next(iter(gates.values()))(actor, uid)
        raise OutOfReach
    return file, gates[file.owner_noun](actor, file.owner_uid)


def of_owner(owner: Owner, kind: Kind) -> Sequence[StoredFile]:
    """The living files of an owner whom the caller has found, the oldest first."""
    return list(_living(owner, kind).order_by("pk"))


def first_of_each(noun: str, uids: Iterable[UUID], kind: Kind) -> dict[UUID, UUID]:
    """Owner → its first living file, for owners of one noun whom the caller has found."""
    rows = StoredFile.objects.filter(
        owner_noun=noun, owner_uid__in=list(uids), kind=kind, removed_at__isnull=True
    ).order_by("-pk")
    return dict(rows.values_list("owner_uid", "uid"))


def single_of(owner: Owner, kind: Kind) -> UUID | None:
    """The uid of the one living file of a ``single`` kind; None when there is none."""
    return _living(owner, kind).values_list("uid", flat=True).first()


def photo_of(member_uid: UUID) -> UUID | None:
    """The uid of the photo of a member whom the caller has found (MEM-01); None without one."""
    return single_of(Owner("member", member_uid), Kind.MEMBER_PHOTO)


def portrait_of(account_uid: UUID) -> UUID | None:
    """The uid of an account's portrait (ACC-19); None without one."""
    return single_of(Owner("account", account_uid), Kind.PORTRAIT)


def _living(owner: Owner, kind: Kind) -> QuerySet[StoredFile]:
    return StoredFile.objects.filter(
        owner_noun=owner.noun, owner_uid=owner.uid, kind=kind, removed_at__isnull=True
    )


def content_of(file: StoredFile) -> bytes:
    """What a file that was found holds; raises ``BadSeal`` when the disk has something else."""
    sealed = place_of(file.uid).read_bytes()
    return sealing.unseal_bytes(StoredFile._meta.db_table, CONTENT, file.uid, sealed)


def folder() -> Path:
    """The folder of all stored content."""
    return Path(settings.DENGTA_DATA) / FOLDER


def place_of(uid: UUID) -> Path:
    """Where the sealed content of ``uid`` lies: 256 folders by its last two letters."""
    return folder() / uid.hex[-2:] / uid.hex


def unsettled() -> Path:
    """The folder of what is on its way in or out: a link per file whose transaction runs."""
    return folder() / UNSETTLED
