# The page of the Playground, which the server embeds.
FROM node:22-slim AS playground
WORKDIR /playground
COPY internal/playground/package.json internal/playground/package-lock.json internal/playground/.npmrc ./
RUN npm ci
COPY internal/playground ./
RUN npm run build

# SQLite is C. Linked statically the server needs no C library where it runs.
FROM golang:1.26 AS build
WORKDIR /source
COPY go.mod go.sum ./
RUN go mod download
# All of the repository, .git included: the version that the server prints is
# the commit.
COPY . .
COPY --from=playground /playground/dist internal/playground/dist
RUN make static && install -d -m 700 /data

# There is no shell here, but the roots of TLS for --issuer, and a user who is not
# root. A health check is the orchestrator's to make, over HTTP.
FROM gcr.io/distroless/static-debian12:nonroot
ARG REVISION
LABEL org.opencontainers.image.title="itemactivity" \
      org.opencontainers.image.description="A self-hosted GraphQL server that records who did what to which file" \
      org.opencontainers.image.source="https://github.com/itemactivity/itemactivity" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /source/itemactivity /usr/local/bin/itemactivity
# A new volume gets its owner from here.
COPY --from=build --chown=65532:65532 /data /data
WORKDIR /data
VOLUME /data
# Loopback would be the container's own. On every other address the server wants
# --issuer or --keys.
ENV ITEMACTIVITY_ADDR=0.0.0.0:8080
EXPOSE 8080
ENTRYPOINT ["/usr/local/bin/itemactivity"]
