"""Tables of these tests alone, in a registry of their own: places, people in them, lines."""

from __future__ import annotations

from typing import ClassVar

from django.apps.registry import Apps
from django.db import models

from dengta.database.fields import OrderedTextField, TransactionIdField, UidField

_apps = Apps()


class Place(models.Model):
    objects: ClassVar[models.Manager[Place]] = models.Manager()
    uid = UidField()
    path = OrderedTextField(max_length=60)
    name = OrderedTextField(max_length=100)

    class Meta:
        apps = _apps
        app_label = "shelf"
        db_table = "shelf_place"
        constraints = [models.UniqueConstraint(fields=["path"], name="shelf_place_path")]


class Person(models.Model):
    objects: ClassVar[models.Manager[Person]] = models.Manager()
    uid = UidField()
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    org_path = OrderedTextField(max_length=60)
    name = OrderedTextField(max_length=100)
    born = models.DateField(null=True)
    seen_at = models.DateTimeField(null=True)
    items = models.JSONField(default=dict)
    active = models.BooleanField(default=True)

    class Meta:
        apps = _apps
        app_label = "shelf"
        db_table = "shelf_person"
        indexes = [
            models.Index(fields=["org_path", "name", "id"], name="shelf_person_by_place"),
            models.Index(fields=["name", "id"], name="shelf_person_by_name"),
        ]


class Line(models.Model):
    objects: ClassVar[models.Manager[Line]] = models.Manager()
    transaction_id = TransactionIdField()
    text = models.CharField(max_length=50)

    class Meta:
        apps = _apps
        app_label = "shelf"
        db_table = "shelf_line"


MODELS: tuple[type[models.Model], ...] = (Place, Person, Line)
