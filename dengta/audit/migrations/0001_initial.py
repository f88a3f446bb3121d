from django.db import migrations, models

import dengta.database.fields
import dengta.database.operations
import dengta.database.uids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Block",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.BigIntegerField(unique=True)),
                ("epoch", models.IntegerField()),
                ("cluster", models.CharField(max_length=40)),
                ("closing", models.BooleanField(default=False)),
                ("first_transaction", models.BigIntegerField()),
                ("first_id", models.BigIntegerField()),
                ("last_transaction", models.BigIntegerField()),
                ("last_id", models.BigIntegerField()),
                ("largest_id", models.BigIntegerField()),
                ("lines", models.IntegerField()),
                ("total", models.BigIntegerField()),
                ("until", models.DateTimeField()),
                ("sealed_at", models.DateTimeField()),
                ("tree", models.BinaryField(max_length=32)),
                ("previous", models.BinaryField(max_length=32)),
                ("seal", models.BinaryField(max_length=32)),
                ("leaves", models.BinaryField()),
            ],
            options={
                "verbose_name": "日志封存块",
                "indexes": [
                    models.Index(
                        fields=["epoch", "last_transaction", "last_id"], name="audit_block_range"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LastLook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("actor_uid", models.UUIDField()),
                ("subject_uid", models.UUIDField()),
                ("event", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="audit_last_look_at")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("actor_uid", "subject_uid", "event"), name="audit_one_last_look"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Line",
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
                (
                    "transaction",
                    dengta.database.fields.TransactionIdField(
                        db_default=dengta.database.fields.TransactionId(), editable=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(max_length=16)),
                ("event", models.CharField(max_length=40)),
                ("subject_noun", models.CharField(default="", max_length=32)),
                ("subject_uid", models.UUIDField(null=True)),
                ("subject_name", models.CharField(default="", max_length=200)),
                ("path", dengta.database.fields.OrderedTextField(max_length=60)),
                ("actor_uid", models.UUIDField()),
                ("actor_name", models.CharField(max_length=100)),
                ("actor_role", models.CharField(default="", max_length=16)),
                ("organization_uid", models.UUIDField()),
                ("organization_name", models.CharField(max_length=200)),
                ("address", models.CharField(default="", max_length=64)),
                ("request", models.CharField(default="", max_length=200)),
                ("identity", models.BooleanField(default=False)),
                ("body", models.BinaryField(default=b"")),
            ],
            options={
                "verbose_name": "日志",
                "indexes": [
                    models.Index(fields=["transaction", "id"], name="audit_line_sealing"),
                    models.Index(fields=["path", "at", "id"], name="audit_line_range"),
                    models.Index(fields=["kind", "at", "id"], name="audit_line_screen"),
                    models.Index(fields=["subject_uid", "at", "id"], name="audit_line_subject"),
                    models.Index(fields=["actor_uid", "at", "id"], name="audit_line_actor"),
                ],
            },
        ),
        dengta.database.operations.InsertOnly("audit_line"),
        dengta.database.operations.InsertOnly("audit_block"),
    ]
