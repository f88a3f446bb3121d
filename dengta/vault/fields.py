"""Columns of protected values.

A :class:`SealedTextField` reads and writes like a text on an instance; in the table stand sealed
bytes. Its model needs a ``uid``. The text is encrypted by ``save()``, ``create()`` and
``bulk_create()``; ``update()``, ``bulk_update()`` and filters raise (only ``isnull`` works), and
``values()`` gives the sealed bytes for :func:`dengta.vault.sealing.unseal`.
"""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from dengta.vault import blind, sealing


class _Sealed(bytes):
    """Bytes that ``pre_save`` sealed for the very row that is being saved."""


class _Opened(DeferredAttribute):
    """Decrypts on reading; holds what is set until it is sealed."""

    field: SealedTextField

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        if instance is None:
            return self
        held = super().__get__(instance, cls)
        if isinstance(held, bytes):
            return self.field.opened(instance, held)
        return held

    def __set__(self, instance: models.Model, value: Any) -> None:
        if isinstance(value, memoryview):
            value = bytes(value)
        instance.__dict__[self.field.attname] = value


class SealedTextField(models.BinaryField):
    """A text that the table holds encrypted and bound to the row's uid; None stays NULL."""

    descriptor_class = _Opened

    def plain(self, value: Any) -> str:
        """The text that is encrypted for ``value``."""
        if not isinstance(value, str):
            raise TypeError(f"{self.name} takes a text, not {type(value).__name__}")
        return value

    def read(self, text: str) -> Any:
        """The value whose text was encrypted."""
        return text

    def opened(self, instance: models.Model, sealed: bytes) -> Any:
        """The value in ``sealed`` bytes of this row; raises ``BadSeal`` when it is another's."""
        table, uid = self.model._meta.db_table, instance.uid  # type: ignore[attr-defined]
        return self.read(sealing.unseal(table, self.column, uid, sealed))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Seal what was set; what was loaded and not changed is stored as it was."""
        held = model_instance.__dict__.get(self.attname)
        if held is None:
            return None
        if not isinstance(held, bytes):
            table, uid = self.model._meta.db_table, model_instance.uid  # type: ignore[attr-defined]
            held = sealing.seal(table, self.column, uid, self.plain(held))
            model_instance.__dict__[self.attname] = held
        return _Sealed(held)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Only what ``pre_save`` sealed reaches the database."""
        if value is not None and not isinstance(value, _Sealed):
            raise TypeError(
                f"{self.name} is encrypted for its row: save the instance, neither update() nor "
                "bulk_update() nor a filter can take it"
            )
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: Any, *_: Any) -> bytes | None:
        """Sealed bytes, alike on both databases."""
        return None if value is None else bytes(value)

    def get_lookup(self, lookup_name: str) -> Any:
        """``isnull`` only: equal texts have different bytes."""
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.name} is encrypted: search by its blind index")

    def value_to_string(self, obj: models.Model) -> str:
        """Never the text: dumps stay sealed."""
        raise TypeError(f"{self.name} is encrypted and is not serialised")


class SealedJSONField(SealedTextField):
    """A JSON value, sealed; what is read is a copy: assign it again to change it."""

    def plain(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def read(self, text: str) -> Any:
        return json.loads(text)


class BlindField(models.BinaryField):
    """A blind index: 16 bytes, found with ``exact`` and ``in``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", blind.LENGTH)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, *_: Any) -> bytes | None:
        """Bytes, alike on both databases."""
        return None if value is None else bytes(value)
