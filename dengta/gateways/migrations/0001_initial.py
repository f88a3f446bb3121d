from django.db import migrations, models

import dengta.database.fields
import dengta.database.uids
import dengta.vault.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="RegisterEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    dengta.database.fields.UidField(
                        default=dengta.database.uids.new_uid, editable=False, unique=True
                    ),
                ),
                ("number_blind", dengta.vault.fields.BlindField(max_length=16)),
                ("name", dengta.vault.fields.SealedTextField()),
            ],
            options={
                "verbose_name": "人口信息",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("number_blind",), name="gateways_one_entry_a_number"
                    )
                ],
            },
        ),
    ]
