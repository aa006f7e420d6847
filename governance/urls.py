"""Where this app is entered. The admin's own login and logout are taken over before the admin sees them."""

from django.urls import path

from governance import views

app_name = "governance"
urlpatterns = [
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", views.logout, name="logout"),
    path("admin/login/", views.admin_login),
    path("admin/logout/", views.logout),
    path("desk/presence/", views.at_work, name="presence"),
    path("desk/places/<str:code>/poster/", views.poster, name="poster"),
]
