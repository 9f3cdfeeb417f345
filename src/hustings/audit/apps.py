from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "hustings.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hustings.accounts import events
        from hustings.audit.log import record

        events.listen(record)
