"""The root of the URLs: the admin, the accounts, and the story's own pages."""

from django.contrib import admin
from django.urls import include, path

handler400 = "lightloom_site.request_errors.bad_request"
urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("", include("worlds.urls")),
]
