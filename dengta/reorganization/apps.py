from django.apps import AppConfig


class ReorganizationConfig(AppConfig):
    name = "dengta.reorganization"
    label = "reorganization"
    default_auto_field = "django.db.models.BigAutoField"
