"""Where this app is entered. The admin's own login and logout are taken over before the admin sees them."""

from django.urls import path

from governance import views
from governance.views import audit, plates, roster, roster_import, roster_verbs

app_name = "governance"
urlpatterns = [
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", views.logout, name="logout"),
    path("admin/login/", views.admin_login),
    path("admin/logout/", views.logout),
    path("desk/presence/", views.at_work, name="presence"),
    path("audit/", audit.entries, name="audit"),
    path("audit/export/", audit.export, name="audit_export"),
    path("audit/<int:pk>/", audit.entry, name="audit_entry"),
    path("roster/", roster.page, name="roster"),
    path("roster/now/", roster.on_duty, name="on_duty"),
    path("roster/now.json", roster.on_duty_json, name="on_duty_json"),
    path("roster/import/", roster_import.page, name="roster_import"),
    path("roster/template.csv", roster_import.template, name="roster_template"),
    path("roster/<slug:verb>/", roster_verbs.act, name="roster_act"),
    path("desk/places/", plates.listing, name="places"),
    path("desk/places/print/", plates.ask, name="print_ask"),
    path("desk/places/print/<int:pk>/", plates.printing, name="print"),
    path("desk/places/print/<int:pk>/file/", plates.printed_file, name="print_file"),
    path("desk/places/print/<int:pk>/printed/", plates.printed, name="print_printed"),
    path("desk/places/<str:code>/", plates.one, name="place"),
    path("desk/places/<str:code>/act/<slug:verb>/", plates.act, name="place_act"),
    path("desk/places/<str:code>/<slug:layout>.pdf", plates.sheet, name="place_sheet"),
]
