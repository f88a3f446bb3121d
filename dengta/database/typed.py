"""Type arguments of Django's fields: its stubs know them, its classes do not.

``class OwnField(typed(models.CharField)[Set, Get])``, with the plain class for the type checker,
lets a checker see a text in ``row.name`` instead of anything.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Field

Set = TypeVar("Set", contravariant=True)
"""What may be assigned to the attribute."""

Get = TypeVar("Get", covariant=True)
"""What reading the attribute gives."""


class typed:  # noqa: N801 - reads like a function where it is used
    """A field class that takes type arguments and forgets them."""

    def __init__(self, field: type[Field[Any, Any]]) -> None:
        self.field = field

    def __getitem__(self, arguments: object) -> type[Field[Any, Any]]:
        """The field class itself."""
        return self.field
