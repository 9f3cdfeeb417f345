from django.urls import path

from hustings.accounts import views

app_name = "accounts"
urlpatterns = [
    path("staff/sign-in/", views.sign_in, name="sign_in"),
    path("staff/sign-out/", views.sign_out, name="sign_out"),
    path("staff/invitation/<str:token>/", views.invitation, name="invitation"),
    path("staff/password/", views.password, name="password"),
    path("office/users/", views.users, name="users"),
    path("office/users/invite/", views.invite, name="invite"),
    path("office/users/<int:user>/", views.user, name="user"),
    path("office/organisation/", views.settings, name="organisation"),
]
