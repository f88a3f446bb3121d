"""The room's entry in Django's list of apps."""

from django.apps import AppConfig


class CodesConfig(AppConfig):
    name = "dengta.codes"
    label = "codes"
    verbose_name = "代码表"
    default_auto_field = "django.db.models.BigAutoField"
