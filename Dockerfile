# syntax=docker/dockerfile:1
# One image for web, workers, clock and migrations. It needs nothing from outside once it is built.

FROM python:3.11-slim-bookworm AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements/runtime.lock /tmp/runtime.lock
RUN python -m venv --without-pip /opt/venv \
 && pip --python /opt/venv/bin/python install --require-hashes --only-binary=:all: --compile -r /tmp/runtime.lock

FROM python:3.11-slim-bookworm AS desk
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY manage.py pyproject.toml ./
COPY factcheck factcheck
COPY claims claims
COPY templates templates
ENV PATH=/opt/venv/bin:$PATH COLLECTED_STATIC=1
RUN python manage.py collectstatic --noinput --verbosity=0 \
 && python -m compileall -q factcheck claims

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin desk
COPY --from=packages /opt/venv /opt/venv
COPY --from=desk /app /app
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=factcheck.settings \
    COLLECTED_STATIC=1 \
    FACTCHECK_HOME=/tmp/factcheck \
    HOME=/tmp
USER 10001:10001
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "factcheck.wsgi", "--bind=0.0.0.0:8000", "--worker-class=gthread", "--workers=1", "--threads=8", "--timeout=60", "--graceful-timeout=10", "--no-control-socket"]
