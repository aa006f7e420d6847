"""HTTP for WSGI workers (scale-out shape)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binan.settings")
application = get_wsgi_application()

from complaints import taxonomy  # noqa: E402 - apps must be loaded first

taxonomy.understand("热身：第一位居民不必等词表装好")
