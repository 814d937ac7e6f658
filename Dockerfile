# One image for every service and for the commands around them; the command says which: `docker run onrecord entities`.
# All dependencies are wheels with hashes, so that it needs no compiler. The legacy builder can build it.
FROM python:3.11-slim-bookworm

LABEL org.opencontainers.image.title=OnRecord

ENV PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_ROOT_USER_ACTION=ignore

# A number above those of the host's own users; the folder is where Faust and `onrecord` keep what they need while they run.
RUN useradd --uid 10001 --create-home --home-dir /var/lib/onrecord onrecord

# The dependencies change seldom and are 98 % of the image: a layer of their own.
WORKDIR /usr/src/onrecord
COPY requirements-service.lock ./
RUN python -m pip install --quiet --require-hashes --no-deps -r requirements-service.lock

COPY pyproject.toml README.md LICENSE ./
COPY schemas schemas
COPY services services
RUN python -m pip install --quiet --no-build-isolation --no-deps .

USER onrecord
WORKDIR /var/lib/onrecord
# In a container the health pages are asked from outside it; what may reach the port is the network's business.
ENV ONRECORD_WEB_HOST=0.0.0.0 \
    ONRECORD_WEB_PORT=8080 \
    ONRECORD_DATA_DIR=/var/lib/onrecord

# /readyz says 503 until the service has joined its group and found what it needs. spaCy loads for some seconds.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/readyz', timeout=4)"]

ENTRYPOINT ["onrecord"]
CMD ["--help"]
