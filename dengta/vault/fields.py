"""Columns of protected values.

A :class:`SealedTextField` reads and writes like a text on an instance; in the table stand sealed
bytes. Its model needs a ``uid``. The text is encrypted by ``save()``, ``create()`` and
``bulk_create()``; ``update()``, ``bulk_update()`` and filters raise (only ``isnull`` works), and
``values()`` gives the sealed bytes for :func:`dengta.vault.sealing.unseal`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.query_utils import DeferredAttribute

from dengta.database.typed import Get, Set, typed
from dengta.vault import blind, sealing

if TYPE_CHECKING:
    from django.db.models import BinaryField
else:
    BinaryField = typed(models.BinaryField)


class _Sealed(bytes):
    """Bytes that ``pre_save`` sealed for the very row that is being saved."""

    __slots__ = ()


class _Opened(DeferredAttribute):
    """Decrypts on reading; holds what is set until it is sealed."""

    field: SealedTextField[Any, Any]

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        if instance is None:
            return self
        held = super().__get__(instance, cls)
        return self.field.opened(instance, held) if isinstance(held, bytes) else held

    def __set__(self, instance: models.Model, value: object) -> None:
        held = bytes(value) if isinstance(value, memoryview) else value
        instance.__dict__[self.field.attname] = held


class SealedTextField(BinaryField[Set, Get]):
    """A text that the table holds encrypted and bound to the row's uid; None stays NULL."""

    _pyi_private_set_type: str
    _pyi_private_get_type: str  # type: ignore[assignment]
    descriptor_class = _Opened

    def plain(self, value: object) -> str:
        """The text that is encrypted for ``value``."""
        if not isinstance(value, str):
            raise TypeError(f"{self.name} takes a text, not {type(value).__name__}")
        return value

    def read(self, text: str) -> object:
        """The value whose text was encrypted."""
        return text

    def opened(self, instance: models.Model, sealed: bytes) -> object:
        """The value in ``sealed`` bytes of this row; raises ``BadSeal`` when it is another's."""
        uid = instance.uid  # type: ignore[attr-defined]
        return self.read(sealing.unseal(self._table(), str(self.column), uid, sealed))

    def pre_save(self, model_instance: models.Model, add: bool) -> _Sealed | None:  # noqa: ARG002
        """Seal what was set; what was loaded and not changed is stored as it was."""
        held = model_instance.__dict__.get(self.attname)
        if held is None:
            return None
        if not isinstance(held, bytes):
            uid = model_instance.uid  # type: ignore[attr-defined]
            held = sealing.seal(self._table(), str(self.column), uid, self.plain(held))
            model_instance.__dict__[self.attname] = held
        return _Sealed(held)

    def _table(self) -> str:
        return self.model._meta.db_table

    def get_db_prep_value(
        self, value: object, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> object:
        """Only what ``pre_save`` sealed reaches the database."""
        if value is not None and not isinstance(value, _Sealed):
            raise TypeError(
                f"{self.name} is encrypted for its row: save the instance, neither update() nor "
                "bulk_update() nor a filter can take it"
            )
        prepared_value: object = super().get_db_prep_value(value, connection, prepared)
        return prepared_value

    def from_db_value(self, value: bytes | memoryview | None, *_: object) -> bytes | None:
        """Sealed bytes, alike on both databases."""
        return None if value is None else bytes(value)

    def get_lookup(self, lookup_name: str) -> type[models.Lookup[Any]] | None:
        """``isnull`` only: equal texts have different bytes."""
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.name} is encrypted: search by its blind index")

    def value_to_string(self, obj: models.Model) -> str:  # noqa: ARG002
        """Refused: a dump would hold the text, or bytes that open nowhere else."""
        raise TypeError(f"{self.name} is encrypted and is not serialised")


class SealedJSONField(SealedTextField):  # type: ignore[type-arg]
    """A JSON value, sealed; what is read is a copy: assign it again to change it."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def plain(self, value: object) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def read(self, text: str) -> object:
        return json.loads(text)


class BlindField(BinaryField[Set, Get]):
    """A blind index: 16 bytes, found with ``exact`` and ``in``."""

    _pyi_private_set_type: bytes
    _pyi_private_get_type: bytes

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", blind.LENGTH)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: bytes | memoryview | None, *_: object) -> bytes | None:
        """Bytes, alike on both databases."""
        return None if value is None else bytes(value)
