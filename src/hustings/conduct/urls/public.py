"""Pages that need no account: complaints, and what is published of them."""

from django.urls import path

from hustings.conduct.views import complaints, figures

urlpatterns = [
    path("complaints/", complaints.index, name="complaints"),
    path("complaints/new/", complaints.new, name="complaint_new"),
    path("complaints/receipt/", complaints.words, name="complaint_words"),
    path("complaints/follow/", complaints.follow, name="follow"),
    path("complaints/close/", complaints.leave, name="leave"),
    path("complaints/figures/", figures.figures, name="figures"),
    path("complaints/figures/<number:year>.csv", figures.figures_csv, name="figures_csv"),
]
