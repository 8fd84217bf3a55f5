# Sources run as they are: no build step. The base image brings Node; the copy that npm installs for machines without
# one is taken out again.
FROM node:26-slim

ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data

WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund && rm -rf node_modules/node-linux-* ~/.npm
COPY LICENSE ./
COPY knowledge ./knowledge
COPY src ./src

RUN mkdir -p /data node_modules/.cache && chown node:node /data node_modules/.cache && chmod 700 /data
VOLUME /data
USER node
# What the program makes of its own files, once, so that a container starts at once though it may write nowhere but in /data.
RUN node --import ./src/compile-cache.mjs src/main.ts --help > /dev/null && node --import ./src/compile-cache.mjs src/learning/learn.ts knowledge

EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((it) => process.exit(it.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
CMD ["node", "--max-semi-space-size=8", "--import", "./src/compile-cache.mjs", "src/main.ts"]
