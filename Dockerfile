# The build needs BuildKit, which is the default since Docker 23. `make image-digests`
# renews the digests of the base images.

# The Playground's page, which the server embeds. It is the same on every platform.
FROM --platform=$BUILDPLATFORM node:22-slim@sha256:83f487e0a63425e5b4d146fb5e5be574bcbe1b7b843d3ebafdd95eaf7767a7e5 AS playground
WORKDIR /playground
COPY internal/playground/package.json internal/playground/package-lock.json internal/playground/.npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci
COPY internal/playground ./
RUN npm run build

# SQLite is written in C. Linked statically, the server needs no C library at run time.
FROM golang:1.26-bookworm@sha256:a688600ca24f8a4d3ca77f95b0dd40704a9fc787c826660eb7ba0b641b8b175d AS build
WORKDIR /source
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
COPY --from=playground /playground/dist internal/playground/dist
ARG VERSION=""
ARG REVISION=""
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    make static VERSION="${VERSION}" REVISION="${REVISION}" && mkdir /data

# The last stage has CA certificates, for --issuer, and no shell.
FROM gcr.io/distroless/static-debian12:nonroot@sha256:d093aa3e30dbadd3efe1310db061a14da60299baff8450a17fe0ccc514a16639
ARG VERSION=""
ARG REVISION=""
LABEL org.opencontainers.image.title="itemactivity" \
      org.opencontainers.image.description="A self-hosted GraphQL server that records who did what to which file" \
      org.opencontainers.image.source="https://github.com/itemactivity/itemactivity" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /source/itemactivity /usr/local/bin/itemactivity
# A new volume takes its owner from this directory.
COPY --from=build --chown=65532:65532 /data /data
USER 65532:65532
WORKDIR /data
VOLUME /data
# The loopback address of a container is not reachable from outside. On other addresses
# the server requires --issuer or --keys. A migration that sorts a large table writes
# temporary files: the root file system may be read-only, and /tmp in memory.
ENV ITEMACTIVITY_ADDR=0.0.0.0:8080 \
    SQLITE_TMPDIR=/data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["/usr/local/bin/itemactivity", "healthcheck"]
ENTRYPOINT ["/usr/local/bin/itemactivity"]
