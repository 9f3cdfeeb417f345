from django.urls import path

from hustings.accounts.views import security, users

app_name = "accounts"
urlpatterns = [
    path("staff/sign-in/", users.sign_in, name="sign_in"),
    path("staff/sign-out/", users.sign_out, name="sign_out"),
    path("staff/invitation/<str:token>/", users.invitation, name="invitation"),
    path("staff/password/", users.password, name="password"),
    path("staff/second-factor/", security.second_factor, name="second_factor"),
    path("staff/security/", security.security, name="security"),
    path("staff/security/app/", security.add_app, name="add_app"),
    path("staff/security/passkey/", security.add_passkey, name="add_passkey"),
    path("staff/security/codes/", security.recovery_codes, name="recovery_codes"),
    path("staff/security/browsers/end/", security.end_session, name="end_session"),
    path("staff/security/<number:factor>/remove/", security.remove_factor, name="remove_factor"),
    path("office/users/", users.users, name="users"),
    path("office/users/invite/", users.invite, name="invite"),
    path("office/users/<number:user>/", users.user, name="user"),
    path("office/organisation/", users.settings, name="organisation"),
]
