# 滨安码 in one image: `serve` alone is the embedded default; compose.yaml starts web, socket and clock from it.
FROM python:3.11-slim AS build
WORKDIR /srv/binan
COPY requirements.txt .
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.11-slim
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    HOST=0.0.0.0 PORT=8000 BINAN_DATA=/data BINAN_ENV=production
# pg_dump and pg_restore, for `manage.py backup` and `restore` on PostgreSQL.
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin binan \
    && install -d -o binan -g binan -m 0750 /data
COPY --from=build /opt/venv /opt/venv
WORKDIR /srv/binan
COPY . .
RUN python -m compileall -q binan governance notices complaints mediation
USER binan
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s CMD ["python", "deploy/healthcheck.py", "/readyz"]
CMD ["python", "manage.py", "serve", "--prepare"]
