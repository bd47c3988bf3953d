# One recipe for every image.
#   docker build -f infra/docker/service.Dockerfile --build-arg SERVICE=conversation-api -t causerie/conversation-api .
#   docker build -f infra/docker/service.Dockerfile --target api-gateway -t causerie/api-gateway .
# SERVICE: conversation-api, message-worker, realtime-gateway or signaling.

ARG NODE_IMAGE=node:20-bookworm-slim
ARG NGINX_IMAGE=nginx:1.28-bookworm

# ── build: everything is built once, for all services
FROM ${NODE_IMAGE} AS build
ENV CI=true
RUN npm install --global pnpm@12.21.0
WORKDIR /repo
# Only a change of the lock file downloads again.
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
RUN pnpm fetch
COPY . .
RUN pnpm install --frozen-lockfile --offline && pnpm exec tsx infra/docker/src/build.ts

# ── pack: the production packages of one service, flat, because its bundle asks for them by name
FROM build AS pack
ARG SERVICE
RUN test -f "services/${SERVICE}/dist/main.js" \
 && pnpm --filter "@causerie/${SERVICE}" deploy --prod --offline \
      --config.inject-workspace-packages=true --config.node-linker=hoisted /pack \
 && rm -rf /pack/node_modules/@causerie /pack/node_modules/.pnpm

# ── api-gateway: nginx, its generated routes and the web app
FROM ${NGINX_IMAGE} AS api-gateway
COPY infra/api-gateway/nginx.conf /etc/nginx/nginx.conf
COPY --from=build /repo/services/web/dist /usr/share/nginx/html
USER nginx
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s --retries=3 \
  CMD ["curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:3000/healthz"]

# ── service: one service, the default target
FROM ${NODE_IMAGE} AS service
ARG SERVICE
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000
WORKDIR /app
COPY --from=pack /pack/node_modules node_modules
# A bundle finds the migrations beside the sources it was made from, so the folders keep their places.
COPY --from=build /repo/packages/db/migrations packages/db/migrations
COPY --from=build /repo/services/${SERVICE}/dist services/${SERVICE}/dist
RUN ln -s "services/${SERVICE}/dist/main.js" main.js
# A volume that is mounted here for the first time takes over whose folder it is.
RUN mkdir -p /data/attachments && chown -R node:node /data
ENV ATTACHMENTS_DIR=/data/attachments
USER node
EXPOSE 4000
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "--max-semi-space-size=32", "main.js"]
