"""Django's settings: one file, every value from `kit/env.py`, the embedded default beside it."""

from typing import Any

from csp.constants import NONE, SELF

from binan.kit import env, logs

ENV = env.read()
BASE_DIR = env.ROOT

# --- who and where -----------------------------------------------------------------------------------------------
PRODUCTION = ENV.production
DEBUG = False
SECRET_KEY = ENV.secret_key or "only-for-commands-that-need-no-secret"
(FIELD_KEYS, FIELD_KEYS_FILE), BACKUP_TO = ENV.field_keys, ENV.backup_to
ALLOWED_HOSTS = ENV.allowed_hosts
PUBLIC_URL = ENV.public_url
DATA = ENV.data
HOST, PORT = ENV.host, ENV.port
TRUSTED_PROXIES = ENV.trusted_proxies
INTAKE_RATE = ENV.intake_rate
LOGIN_RATE = 10  # attempts of one client in 15 minutes; failures of one account lock sooner (governance.services)
SERVICE_WORKER = ENV.worker
DEMO, DEMO_PASSWORD = ENV.demo, ENV.demo_password
METRICS_TOKEN, METRICS_PORT = ENV.metrics_token, ENV.metrics_port

# --- the house ---------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "daphne",
    "binan.apps.BinanConfig",
    "governance",
    "notices",
    "complaints",
    "mediation",
    "binan.apps.KeeperConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.forms",  # the templates of the form renderer
    "whitenoise.runserver_nostatic",
    "binan.apps.StaticConfig",
    "channels",
    "csp",
    "django_htmx",
    "rest_framework",
    "rest_framework.authtoken",
    "import_export",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]
MIDDLEWARE = [
    "binan.kit.logs.Asked",
    "binan.kit.meters.Metered",
    "binan.kit.pages.RememberedPages",
    "binan.kit.http.PrivatePages",  # around all that may answer: redirects carry secret links too
    "binan.kit.language.PageLanguage",
    "binan.kit.permissions.Permissions",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "binan.kit.http.ContentPolicy",
    "binan.kit.packing.PackedWords",
    "binan.kit.crawlers.NoCrawlers",
    "binan.kit.http.NoNul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "governance.views.seating.StaffAuthentication",
    "binan.watching.Watching",
    "binan.kit.http.PageMessages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "binan.kit.http.RefusedMiddleware",
]
ROOT_URLCONF = "binan.urls"
ASGI_APPLICATION = "binan.asgi.application"
WSGI_APPLICATION = "binan.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["binan.kit.templates.Lean", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "builtins": ["binan.kit.page_tags"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "binan.pwa.worker_switch",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- stores ------------------------------------------------------------------------------------------------------
DATABASES = {"default": ENV.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES: dict[str, dict[str, Any]]
if ENV.redis_url:
    CACHES = {"default": {"BACKEND": "binan.kit.cache.Sturdy", "LOCATION": ENV.redis_url}}
    CHANNEL_LAYERS = {
        "default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [ENV.redis_url]}}
    }
else:
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 50_000}}
    }
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
STORAGES = {
    "default": {"BACKEND": "binan.kit.vault.Vault"},
    "staticfiles": {"BACKEND": "binan.kit.static.SparingStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("png", "webp", "ico", "gz", "br", "woff2", "map")
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA / "media"
MEDIA_URL = "/media/"

# --- language and time: statutory limits are counted in China ------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]  # the Chinese sentences are the source; scripts/messages keeps the English ones
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- people ------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "governance.Staff"
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/login/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "governance.services.passwords.WrittenDown"},
]
SESSION_COOKIE_AGE = 30 * 60  # idle end, seconds (domain.md §5)
SESSION_SAVE_EVERY_REQUEST = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "binan.pwa.csrf_failure"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL.startswith("https://") else []
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    if TRUSTED_PROXIES:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "blob:", "data:"],
        "media-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# --- uploads: limits before anything is decoded (threat 11) --------------------------------------------------------
PHOTOS_MAX = 6
PHOTO_BYTES_MAX = 12 * 2**20
VOICE_BYTES_MAX = 3 * 2**20
VOICE_SECONDS_MAX = 120
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 2**10
DATA_UPLOAD_MAX_NUMBER_FIELDS = 60
DATA_UPLOAD_MAX_NUMBER_FILES = 12
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20

# --- recordings: who writes them down ------------------------------------------------------------------------------
TRANSCRIBER, PRACTICE = ENV.transcriber, ENV.practice
ESTATE_ON_PAPER = ENV.estate_on_paper
REVISIT_DAYS, REVISIT_LATEST = ENV.revisit

# --- private numbers (complaints/axb) ---
AXB = ENV.axb

# --- messages ----------------------------------------------------------------------------------------------------
SMS: dict[str, Any] = {
    "transport": ENV.sms,
    "endpoint": ENV.sms_endpoint,
    "key_id": ENV.sms_key_id,
    "key_secret": ENV.sms_key_secret,
    "sign": ENV.sms_sign,
    "templates": ENV.sms_templates,
}
# Reminders on residents' phones; without a key there are none. `contact`: whom a push service may ask about us (RFC 8292).
PUSH: dict[str, Any] = {
    "key": ENV.vapid_key,
    "hosts": ENV.push_hosts,
    "contact": PUBLIC_URL if PUBLIC_URL.startswith("https://") else "mailto:operator@localhost.example",
}

# --- API ---------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "complaints.api.parsing.Negotiation",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "complaints.api.errors.handler",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "滨安码 API",
    "DESCRIPTION": "民呼我为·滨安码：诉求的提交、流转、回电、调解、办结与评价。",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "DISABLE_DOCSTRING_DESCRIPTIONS": True,  # the page is for partners and in Chinese
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},  # our schema is shown to no third party
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

LOGGING = logs.settings(ENV.log_level, ENV.log_format)
