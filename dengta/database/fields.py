"""Columns that mean the same on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Func
from django.db.models.sql.compiler import SQLCompiler

from dengta.database import dialect
from dengta.database.typed import Get, Set, typed
from dengta.database.uids import new_uid

if TYPE_CHECKING:
    from django.db.models import BigIntegerField, CharField, UUIDField
else:
    BigIntegerField = typed(models.BigIntegerField)
    CharField = typed(models.CharField)
    UUIDField = typed(models.UUIDField)


class OrderedTextField(CharField[Set, Get]):
    """A CharField ordered by code point on both databases: every path, code, name and sort key.

    On PostgreSQL the column has collation "C", on SQLite its default BINARY, so a range such as
    ``path >= own AND path < next(own)`` uses the plain index on both.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """``character varying(n)`` on PostgreSQL.

        The long name is the same type, but Django adds a second ``…_like`` index only to columns
        whose type begins with "varchar" or "text"; under collation "C" it would be a plain copy.
        """
        declared = super().db_type(connection)
        if declared is not None and dialect.is_postgresql(connection):
            return declared.replace("varchar", "character varying", 1)
        return declared

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        """The column's parameters with the collation that this database calls code-point order."""
        parameters: dict[str, Any] = dict(super().db_parameters(connection))
        parameters["collation"] = "C" if dialect.is_postgresql(connection) else None
        return parameters


class UidField(UUIDField[Set, Get]):
    """The row's name in addresses, in the log and in what the vault binds a value to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", new_uid)
        kwargs.setdefault("unique", True)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)


class TransactionId(Func):
    """The id of the transaction that runs, as a bigint; 0 on SQLite, whose writers stand in line.

    The sealer of the log goes by it: a serial number is given before the commit, and a lower one
    may commit later.
    """

    output_field = models.BigIntegerField()
    template = "0"
    arity = 0
    allowed_default = True

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        """``pg_current_xact_id()``, which has no cast to bigint of its own."""
        return self.as_sql(
            compiler, connection, template="(pg_current_xact_id()::text::bigint)", **context
        )


class TransactionIdField(BigIntegerField[Set, Get]):
    """Filled by the database with :class:`TransactionId` when the row is inserted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("db_default", TransactionId())
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)
