import django.db.models.deletion
from django.db import migrations, models

import dengta.database.fields
import dengta.database.uids
import dengta.vault.fields
from dengta.database.operations import NameGrams


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Organization",
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
                ("path", dengta.database.fields.OrderedTextField(max_length=60)),
                ("depth", models.PositiveSmallIntegerField()),
                ("name", dengta.database.fields.OrderedTextField(max_length=200)),
                ("code", dengta.database.fields.OrderedTextField(max_length=100)),
                ("category", models.CharField(max_length=3)),
                ("secretary", models.CharField(blank=True, max_length=50)),
                ("contact", models.CharField(blank=True, max_length=50)),
                ("phone", dengta.vault.fields.SealedTextField(blank=True)),
                ("situation", models.CharField(blank=True, max_length=1)),
                ("work_category", models.CharField(blank=True, max_length=2)),
                ("county_level", models.BooleanField(default=False)),
                ("is_transfer_node", models.BooleanField(default=False)),
                ("can_transfer_directly", models.BooleanField(default=False)),
                ("auto_approve", models.BooleanField(default=False)),
                ("letter_name", models.CharField(blank=True, max_length=200)),
                ("next_segment", models.PositiveIntegerField(default=0)),
                ("next_number", models.PositiveIntegerField(default=1)),
                ("dissolved_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("step", models.PositiveIntegerField(default=0)),
                (
                    "parent",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "verbose_name": "党组织",
            },
        ),
        migrations.CreateModel(
            name="FormerName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", dengta.database.fields.OrderedTextField(max_length=200)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_names",
                        to="organizations.organization",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OrganizationChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("field", models.CharField(max_length=40)),
                (
                    "label",
                    models.CharField(blank=True, db_default="", default="", max_length=80),
                ),
                ("old", dengta.vault.fields.SealedTextField(blank=True)),
                ("new", dengta.vault.fields.SealedTextField(blank=True)),
                (
                    "uid",
                    dengta.database.fields.UidField(
                        default=dengta.database.uids.new_uid, editable=False, unique=True
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by_uid", models.UUIDField()),
                ("by_name", models.CharField(max_length=50)),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="organizations.organization",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Unit",
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
                ("name", dengta.database.fields.OrderedTextField(max_length=200)),
                ("category", models.CharField(max_length=2)),
                ("establishment", models.CharField(max_length=2)),
                ("code", dengta.database.fields.OrderedTextField(max_length=18)),
                ("has_party_group", models.BooleanField(null=True)),
                ("awaiting", models.BooleanField(db_default=False, default=False)),
                ("created_at", models.DateTimeField()),
                ("step", models.PositiveIntegerField(default=0)),
                (
                    "home",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "managing",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="managed_units",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "verbose_name": "单位",
            },
        ),
        migrations.CreateModel(
            name="UnitChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("field", models.CharField(max_length=40)),
                ("label", models.CharField(max_length=60)),
                ("old", dengta.vault.fields.SealedTextField(blank=True)),
                ("new", dengta.vault.fields.SealedTextField(blank=True)),
                (
                    "uid",
                    dengta.database.fields.UidField(
                        default=dengta.database.uids.new_uid, editable=False, unique=True
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by_uid", models.UUIDField()),
                ("by_name", models.CharField(max_length=50)),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="organizations.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UnitLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_default", models.BooleanField(default=False)),
                ("inherited", models.BooleanField(default=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("linked_at", models.DateTimeField()),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unit_links",
                        to="organizations.organization",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="organizations.unit",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="organization",
            index=models.Index(fields=["parent", "path"], name="organization_children"),
        ),
        migrations.AddIndex(
            model_name="organization",
            index=models.Index(fields=["name", "path"], name="organization_by_name"),
        ),
        migrations.AddConstraint(
            model_name="organization",
            constraint=models.UniqueConstraint(fields=("path",), name="organization_one_path"),
        ),
        migrations.AddConstraint(
            model_name="organization",
            constraint=models.UniqueConstraint(fields=("code",), name="organization_one_code"),
        ),
        migrations.AddConstraint(
            model_name="organization",
            constraint=models.UniqueConstraint(
                condition=models.Q(("dissolved_at__isnull", True)),
                fields=("parent", "name"),
                name="organization_one_name_among_siblings",
                violation_error_message="同级党组织中已有这个名称。",
            ),
        ),
        migrations.AddIndex(
            model_name="formername",
            index=models.Index(
                fields=["organization", "until"], name="former_name_by_organization"
            ),
        ),
        migrations.AddIndex(
            model_name="organizationchange",
            index=models.Index(fields=["organization", "at"], name="organization_change_history"),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.UniqueConstraint(fields=("name",), name="unit_one_name"),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("code", ""), _negated=True),
                fields=("code",),
                name="unit_one_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitlink",
            constraint=models.UniqueConstraint(
                fields=("organization", "unit"), name="unit_link_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="unitlink",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_default", True)),
                fields=("organization",),
                name="unit_link_one_default",
            ),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(
                condition=models.Q(("awaiting", True)), fields=["name"], name="unit_awaiting"
            ),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(
                condition=models.Q(("managing__isnull", False)),
                fields=["name"],
                name="unit_managed",
            ),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(fields=["category", "name"], name="unit_by_category"),
        ),
        migrations.AddIndex(
            model_name="unitchange",
            index=models.Index(fields=["unit", "at"], name="unit_change_history"),
        ),
        NameGrams("organizations_organization"),
        NameGrams("organizations_formername"),
        NameGrams("organizations_unit"),
    ]
