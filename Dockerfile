FROM node:24-trixie-slim AS build
WORKDIR /gatehouse
COPY package.json package-lock.json ./
# An npmrc of your own, for a registry of your own: docker build --secret id=npmrc,src=$HOME/.npmrc .
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci --include=dev --ignore-scripts --no-audit --no-fund
COPY . .
RUN node bin/package.ts /app

FROM gcr.io/distroless/nodejs24-debian13:nonroot
LABEL org.opencontainers.image.title="Gatehouse" \
      org.opencontainers.image.description="User account management for the front door of your product" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="MIT"
WORKDIR /app
COPY --from=build /app /app
# By number, for whoever checks that it is not root's.
USER 65532:65532
EXPOSE 3000
# Until it is healthy, a start may wait a minute for its database.
HEALTHCHECK --interval=10s --timeout=5s --start-period=75s --retries=3 \
  CMD ["/nodejs/bin/node", "dist/container.mjs", "health"]
ENTRYPOINT ["/nodejs/bin/node", "dist/container.mjs"]
CMD ["start"]
