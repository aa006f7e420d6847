"""HTTP for WSGI workers (scale-out shape)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binan.settings")
application = get_wsgi_application()
