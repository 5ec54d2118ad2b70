# The first stage builds the wheel and installs it, with the versions in constraints.txt, into an
# environment; the second holds that environment and nothing else of ours.
FROM python:3.11-slim-bookworm AS build

WORKDIR /src
RUN python -m venv /opt/builder && python -m venv /opt/staff-pulse
COPY constraints.txt ./
RUN /opt/builder/bin/pip install --no-cache-dir --constraint constraints.txt build hatchling
COPY pyproject.toml README.md LICENSE ./
COPY questions questions
COPY storage storage
COPY bot bot
RUN /opt/builder/bin/python -m build --wheel --no-isolation --outdir /opt/wheels
RUN /opt/staff-pulse/bin/pip install --no-cache-dir --constraint constraints.txt /opt/wheels/*.whl


FROM python:3.11-slim-bookworm

# The base image comes without what Python makes of its own library, and it would make that anew at
# every start: https://github.com/docker-library/python/blob/master/Dockerfile-linux.template
RUN useradd --system --uid 10001 --home-dir /var/lib/staff-pulse --shell /usr/sbin/nologin staff-pulse \
    && install -d -o staff-pulse -g staff-pulse -m 0700 \
        /var/lib/staff-pulse /var/lib/staff-pulse/data /var/lib/staff-pulse/keys \
    && python -m compileall -q -x site-packages /usr/local/lib/python3.11
COPY --from=build /opt/staff-pulse /opt/staff-pulse

ENV PATH=/opt/staff-pulse/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STAFF_PULSE_DATA_DIR=/var/lib/staff-pulse/data \
    STAFF_PULSE_KEY_DIR=/var/lib/staff-pulse/keys

# Two volumes, so that whatever copies the data does not copy the keys of open rounds with it.
VOLUME ["/var/lib/staff-pulse/data", "/var/lib/staff-pulse/keys"]
WORKDIR /var/lib/staff-pulse
USER staff-pulse

HEALTHCHECK --interval=30s --timeout=10s --start-period=90s --retries=3 CMD ["staff-pulse", "health"]
ENTRYPOINT ["staff-pulse"]
CMD ["run"]
