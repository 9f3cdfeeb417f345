from django.urls import path

from hustings.jobs import views

app_name = "jobs"
urlpatterns = [
    path("jobs/<uuid:job>/", views.job, name="job"),
    path("jobs/<uuid:job>/again/", views.run_again, name="run_again"),
    path("office/jobs/", views.jobs, name="jobs"),
]
