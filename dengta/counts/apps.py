from django.apps import AppConfig


class CountsConfig(AppConfig):
    name = "dengta.counts"
    label = "counts"
    default_auto_field = "django.db.models.BigAutoField"
