"""Where each room is entered. Paths and labels: interface.md."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from binan import health, metrics, pwa

handler500 = "binan.pwa.fault"
urlpatterns = [
    path("", pwa.home, name="home"),
    path("sw.js", pwa.service_worker, name="service_worker"),
    path("manifest.webmanifest", pwa.manifest, name="manifest"),
    path("offline/", pwa.offline, name="offline"),
    path("healthz", health.healthz),
    path("healthz/", health.healthz, name="healthz"),
    path("readyz", health.readyz),
    path("readyz/", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("api/v1/schema/", SpectacularAPIView.as_view(permission_classes=[], authentication_classes=[]), name="schema"),
    path(
        "api/v1/docs/",
        # Split: our CSP allows no inline script.
        SpectacularSwaggerSplitView.as_view(
            template_name="complaints/api_docs.html", permission_classes=[], authentication_classes=[]
        ),
        name="docs",
    ),
    path("api/v1/", include("complaints.api.urls")),
    path("", include("governance.urls")),
    path("", include("notices.urls")),  # before /desk/<code>/, which would take /desk/inbox/ for a case
    path("", include("complaints.urls")),
    path("", include("mediation.urls")),
    path("admin/", admin.site.urls),
]
