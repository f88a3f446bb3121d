from django.db import migrations, models

import dengta.database.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Delta",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", dengta.database.fields.OrderedTextField(max_length=60)),
                ("dimension", models.CharField(max_length=16)),
                ("code", models.CharField(max_length=16)),
                ("n", models.IntegerField()),
            ],
            options={
                "verbose_name": "增减",
                "indexes": [models.Index(fields=["path"], name="counts_delta_range")],
            },
        ),
        migrations.CreateModel(
            name="Total",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", dengta.database.fields.OrderedTextField(max_length=60)),
                ("counts", models.JSONField(default=dict)),
            ],
            options={
                "verbose_name": "合计",
                "constraints": [
                    models.UniqueConstraint(fields=("path",), name="counts_one_total_a_path")
                ],
            },
        ),
    ]
