from django.db import migrations, models

import dengta.database.fields
import dengta.database.uids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Worker",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", dengta.database.fields.OrderedTextField(max_length=80, unique=True)),
                ("started_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Job",
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
                ("kind", models.CharField(max_length=40)),
                ("arguments", models.BinaryField()),
                ("owner_uid", models.UUIDField()),
                ("owner_name", models.CharField(max_length=100)),
                ("org_path", dengta.database.fields.OrderedTextField(max_length=60)),
                ("state", models.CharField(default="waiting", max_length=12)),
                ("lease_until", models.DateTimeField()),
                ("lease_by", models.CharField(default="", max_length=80)),
                ("turn", models.IntegerField(default=0)),
                ("attempts", models.IntegerField(default=0)),
                ("cancel_asked", models.BooleanField(default=False)),
                ("done", models.IntegerField(default=0)),
                ("total", models.IntegerField(default=0)),
                ("checkpoint", models.JSONField(default=dict)),
                ("result", models.JSONField(default=dict)),
                ("problem", models.CharField(default="", max_length=400)),
                (
                    "key",
                    dengta.database.fields.OrderedTextField(max_length=120, null=True, unique=True),
                ),
                ("enqueued_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "后台任务",
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["lease_until", "id"],
                        name="jobs_job_open",
                    ),
                    models.Index(fields=["owner_uid", "-id"], name="jobs_job_owner"),
                ],
            },
        ),
    ]
