from django.apps import AppConfig


class ConductConfig(AppConfig):
    name = "hustings.conduct"
    label = "conduct"
    default_auto_field = "django.db.models.BigAutoField"
