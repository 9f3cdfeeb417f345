from django.urls import path

from hustings.accounts import security_views, views

app_name = "accounts"
urlpatterns = [
    path("staff/sign-in/", views.sign_in, name="sign_in"),
    path("staff/sign-out/", views.sign_out, name="sign_out"),
    path("staff/invitation/<str:token>/", views.invitation, name="invitation"),
    path("staff/password/", views.password, name="password"),
    path("staff/second-factor/", security_views.second_factor, name="second_factor"),
    path("staff/security/", security_views.security, name="security"),
    path("staff/security/app/", security_views.add_app, name="add_app"),
    path("staff/security/passkey/", security_views.add_passkey, name="add_passkey"),
    path("staff/security/codes/", security_views.recovery_codes, name="recovery_codes"),
    path("staff/security/browsers/end/", security_views.end_session, name="end_session"),
    path("staff/security/<number:factor>/remove/", security_views.remove_factor, name="remove_factor"),
    path("office/users/", views.users, name="users"),
    path("office/users/invite/", views.invite, name="invite"),
    path("office/users/<number:user>/", views.user, name="user"),
    path("office/organisation/", views.settings, name="organisation"),
]
