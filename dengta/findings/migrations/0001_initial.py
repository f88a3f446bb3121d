from django.db import migrations, models

import dengta.database.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=16)),
                ("subject_uid", models.UUIDField()),
                ("rule", models.CharField(max_length=40)),
                ("field", models.CharField(default="", max_length=40)),
                ("org_path", dengta.database.fields.OrderedTextField(max_length=60)),
                ("args", models.JSONField(default=dict)),
                ("since", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("accepted_by_uid", models.UUIDField(null=True)),
                ("accepted_by", models.CharField(default="", max_length=100)),
                ("accepted_why", models.CharField(default="", max_length=400)),
            ],
            options={
                "verbose_name": "校核问题",
                "indexes": [
                    models.Index(
                        condition=models.Q(("accepted_at__isnull", True)),
                        fields=["org_path", "id"],
                        name="findings_open_range",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "subject_uid", "rule", "field"), name="findings_one_a_field"
                    )
                ],
            },
        ),
    ]
