FROM node:24-trixie-slim AS build
WORKDIR /gatehouse
COPY package.json package-lock.json ./
# For a private registry: docker build --secret id=npmrc,src=$HOME/.npmrc .
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci --include=dev --ignore-scripts --no-audit --no-fund
COPY . .
RUN node bin/package.ts /app

FROM gcr.io/distroless/nodejs24-debian13:nonroot
LABEL org.opencontainers.image.title="Gatehouse" \
      org.opencontainers.image.description="User account management for self-hosted products" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="MIT"
WORKDIR /app
COPY --from=build /app /app
# Numeric, so that Kubernetes can verify that it is not root.
USER 65532:65532
EXPOSE 3000
# A start may wait up to a minute for the database.
HEALTHCHECK --interval=10s --timeout=5s --start-period=75s --retries=3 \
  CMD ["/nodejs/bin/node", "dist/container.mjs", "health"]
ENTRYPOINT ["/nodejs/bin/node", "dist/container.mjs"]
CMD ["start"]
