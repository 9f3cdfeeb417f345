from django.apps import AppConfig


class FranchiseConfig(AppConfig):
    name = "hustings.franchise"
    label = "franchise"
    default_auto_field = "django.db.models.BigAutoField"
