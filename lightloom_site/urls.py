"""The root of the URLs: the admin, the accounts, and the story's own pages.

Of allauth only the pages that work without e-mail, which this place neither asks for nor sends.
"""

from allauth.account import views as account
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView, TemplateView

account_pages = [
    path("", RedirectView.as_view(pattern_name="mine")),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("signup/", account.signup, name="account_signup"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path(
        "password/reset/",
        TemplateView.as_view(template_name="account/password_forgotten.html"),
        name="account_reset_password",
    ),
]

handler400 = "lightloom_site.request_errors.bad_request"
urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include(account_pages)),
    path("", include("worlds.urls")),
]
