from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "hustings.site.demo"
    label = "hustings_demo"
