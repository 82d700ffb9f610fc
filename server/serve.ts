import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import type { default as Next } from "next";
import { startBackgroundWork } from "#lib/background/background-work.ts";
import { config } from "#lib/config/index.ts";
import { PLAIN_HEADERS, type PlainStatus, plainHtml } from "#lib/http/plain-page.ts";
import { outsideRequests, type RequestContext, withRequestContext } from "#lib/http/request-context.ts";
import { setCanonicalHost } from "./canonical-host.ts";
import { connectionLimits, limitConnections } from "./connection-limits.ts";
import { DRAIN_MS, drainable } from "./drain.ts";
import { isForwardAuth, proxiedUrl, respondToForwardAuth } from "./forward-auth.ts";
import { setPageHeaders } from "./page-headers.ts";
import { listen } from "./port.ts";
import { rejectionStatus } from "./request-filter.ts";
import { requestLimiter } from "./requests-in-flight.ts";
import { applyResponseStatus } from "./response-status.ts";

type Handle = ReturnType<ReturnType<typeof Next>["getRequestHandler"]>;

type Options = Readonly<{
  dev: boolean;
  dataReady: Promise<unknown>;
}>;

/** For a complete request, which has at most 64 KiB. */
const REQUEST_TIMEOUT_MS = 15_000;
const HEADERS_TIMEOUT_MS = 10_000;
const TIMEOUT_CHECK_MS = 1_000;
/** Longer than the 60 seconds of nginx and cloud load balancers, so that they close a connection first. */
const PROXY_KEEP_ALIVE_MS = 65_000;
const BROWSER_KEEP_ALIVE_MS = 10_000;
/** Without any bytes in either direction, as when a client does not read its response. */
const SOCKET_TIMEOUT_MS = 30_000;
const RETRY_AFTER_SECONDS = 1;
/** Fails as soon as the server drains, so that load balancers stop sending requests. */
const READINESS = "/api/health/ready";
/** Background work starts after the first response, or after this time without a request. */
const BACKGROUND_AFTER_MS = 1_000;

/** @throws OperatorError if the port cannot be used, and whatever `dataReady` throws */
export async function serve({ dev, dataReady }: Options): Promise<{ close(): Promise<void> }> {
  const { port, appUrl, trustedProxyHops } = config();
  const isProxied = trustedProxyHops > 0;
  const server = createServer({
    // Next.js never answers upgrade requests in production. Ignoring the header is allowed (RFC 9110, 7.8).
    shouldUpgradeCallback: () => dev,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    keepAliveTimeout: isProxied ? PROXY_KEEP_ALIVE_MS : BROWSER_KEEP_ALIVE_MS,
  });
  if (!dev) server.timeout = SOCKET_TIMEOUT_MS;
  const { isDraining, mayRespond, drain } = drainable(server, limitConnections(server, connectionLimits(isProxied)));
  const acceptRequest = requestLimiter(trustedProxyHops);
  const { promise: prepared, resolve: open } = Promise.withResolvers<Handle>();

  server.on("request", async (request: IncomingMessage, response: ServerResponse) => {
    const rejection = rejectionStatus(request, appUrl);
    if (rejection) return sendPlainPage(response, rejection);
    if (isDraining() && request.url?.split("?")[0] === READINESS) return sendPlainPage(response, 503);
    if (!acceptRequest(request, response)) {
      response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
      return sendPlainPage(response, 503);
    }
    // The client may continue in the other protocol.
    if (request.headers.upgrade !== undefined) response.shouldKeepAlive = false;
    const context: RequestContext = {
      peerAddress: request.socket.remoteAddress ?? null,
      sentPath: request.url,
      proxiedUrl: proxiedUrl(request.headers),
    };
    if (isForwardAuth(request)) {
      await mayRespond();
      return withRequestContext(context, () => respondToForwardAuth(request, response, context));
    }
    setCanonicalHost(request, appUrl);
    setPageHeaders(request, response);
    applyResponseStatus(request, response, context);
    const handle = await prepared;
    await mayRespond();
    return withRequestContext(context, () => handle(request, response));
  });

  const prepare = async () => {
    if (!dev) passBuiltConfiguration();
    // React and Next.js read NODE_ENV when they are loaded.
    const { default: next } = await import("next");
    const app = next({ dev, hostname: "localhost", port, httpServer: server });
    await app.prepare();
    return app;
  };
  const [app] = await Promise.all([prepare(), dataReady.then(() => listen(server, port))]);
  open(app.getRequestHandler());

  let background: ReturnType<typeof startBackgroundWork> | undefined;
  const begin = () => {
    background ??= outsideRequests(startBackgroundWork);
  };
  const timer = setTimeout(begin, BACKGROUND_AFTER_MS);
  server.once("request", (_, response) => response.once("close", begin));

  return {
    async close() {
      clearTimeout(timer);
      const stopped = background?.stop();
      const drained = Promise.all([drain(), stopped]);
      await Promise.race([drained, new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref())]);
      server.closeAllConnections();
      await app.close();
    },
  };
}

/** Closes the connection, because the request may not have been read. */
function sendPlainPage(response: ServerResponse, status: PlainStatus): void {
  response.writeHead(status, { ...PLAIN_HEADERS, Connection: "close" }).end(plainHtml(status));
}

/** As Next.js' standalone server does: parsing `next.config.ts` would need a compiler. */
function passBuiltConfiguration(): void {
  const { config } = JSON.parse(readFileSync(join(".next", "required-server-files.json"), "utf8"));
  process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(config);
}
