"""Guards of the shelf's tables."""

from __future__ import annotations

from django.db import migrations

from dengta.database.operations import InsertOnly, NameGrams


class Migration(migrations.Migration):
    initial = True
    operations = [
        InsertOnly("shelf_line"),
        NameGrams("shelf_place"),
        InsertOnly("shelf_never_made"),
    ]
