import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import type { default as Next } from "next";
import { startBackgroundWork } from "#lib/background/background-work.ts";
import { config } from "#lib/config/index.ts";
import { outsideRequests, type RequestContext, withRequestContext } from "#lib/http/request-context.ts";
import { withCanonicalHost } from "./canonical-host.ts";
import { connectionLimits, limitConnections } from "./connection-limits.ts";
import { DRAIN_MS, drainable } from "./drain.ts";
import { withoutProductHeaders } from "./forward-auth-request.ts";
import { plainPage } from "./plain-page.ts";
import { listen } from "./port.ts";
import { proxiedAddress } from "./proxied-address.ts";
import { rejectBeforeReading } from "./request-filter.ts";
import { countRequestsInFlight } from "./requests-in-flight.ts";
import { applyResponseStatus } from "./response-status.ts";

type Handle = ReturnType<ReturnType<typeof Next>["getRequestHandler"]>;

type Options = Readonly<{
  dev: boolean;
  /** Nothing is listened to before it resolves. */
  dataReady: Promise<unknown>;
}>;

/** For all of a request, none of which is longer than 64 KiB. */
const REQUEST_TIMEOUT_MS = 15_000;
const HEADERS_TIMEOUT_MS = 10_000;
const CHECKED_EVERY_MS = 1_000;
/** Longer than the minute after which nginx and cloud load balancers let go of a connection, which must not race us. */
const PROXY_KEEP_ALIVE_MS = 65_000;
const BROWSER_KEEP_ALIVE_MS = 10_000;
/** Without a byte in either direction, which is what a client that does not read its answer looks like. */
const SILENCE_TIMEOUT_MS = 30_000;
const RETRY_AFTER_SECONDS = 1;
/** Fails as soon as the server is told to stop, so that nobody is sent here any more. */
const READINESS = "/api/health/ready";
/** The first answer goes first: what works beside the requests begins after it, or when nobody has come for so long. */
const BACKGROUND_AFTER_MS = 1_000;

/**
 * Serves the product on the configured port.
 * @throws OperatorError when the port cannot be used, and what `dataReady` throws
 */
export async function serve({ dev, dataReady }: Options): Promise<{ close(): Promise<void> }> {
  const { port, appUrl, trustedProxyHops } = config();
  const isProxied = trustedProxyHops > 0;
  const server = createServer({
    // Next.js would keep the sockets of all who ask for another protocol, and answer none of them. A server may ignore
    // that they do (RFC 9110, 7.8). While developing, the pages reload through a WebSocket.
    shouldUpgradeCallback: () => dev,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: CHECKED_EVERY_MS,
    keepAliveTimeout: isProxied ? PROXY_KEEP_ALIVE_MS : BROWSER_KEEP_ALIVE_MS,
  });
  if (!dev) server.timeout = SILENCE_TIMEOUT_MS;
  const { isDraining, mayAnswer, drain } = drainable(server, limitConnections(server, connectionLimits(isProxied)));
  const takeRequest = countRequestsInFlight(trustedProxyHops);
  // Whoever comes before all is prepared waits for it: a request that nobody listens to would never be answered.
  const { promise: prepared, resolve: open } = Promise.withResolvers<Handle>();

  server.on("request", async (request: IncomingMessage, response: ServerResponse) => {
    const refusal = rejectBeforeReading(request, appUrl);
    if (refusal) return plainPage(response, refusal);
    if (isDraining() && request.url?.split("?")[0] === READINESS) return plainPage(response, 503);
    if (!takeRequest(request, response)) {
      response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
      return plainPage(response, 503);
    }
    // What follows on the connection may be meant for the other protocol.
    if (request.headers.upgrade !== undefined) response.shouldKeepAlive = false;
    const context: RequestContext = {
      peerAddress: request.socket.remoteAddress ?? null,
      sentPath: request.url,
      proxiedAddress: proxiedAddress(request.headers),
    };
    withCanonicalHost(request, appUrl);
    withoutProductHeaders(request);
    applyResponseStatus(request, response, context);
    const handle = await prepared;
    await mayAnswer();
    return withRequestContext(context, () => handle(request, response));
  });

  const prepare = async () => {
    if (!dev) passBuiltConfiguration();
    // React and Next.js look at NODE_ENV when they are loaded.
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
  const patience = setTimeout(begin, BACKGROUND_AFTER_MS);
  server.once("request", (_, response) => response.once("close", begin));

  return {
    async close() {
      clearTimeout(patience);
      const stopped = background?.stop();
      const drained = Promise.all([drain(), stopped]);
      await Promise.race([drained, new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref())]);
      server.closeAllConnections();
      await app.close();
    },
  };
}

/** Next.js' own standalone server does the same: reading `next.config.ts` again would take a compiler. */
function passBuiltConfiguration(): void {
  const { config } = JSON.parse(readFileSync(join(".next", "required-server-files.json"), "utf8"));
  process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(config);
}
