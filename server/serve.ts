import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import next from "next";
import { beginBackgroundWork } from "#lib/background.ts";
import { config } from "#lib/config.ts";
import { type RequestContext, withRequestContext } from "#lib/http/request-context.ts";
import { prepareDummyHash } from "#lib/signin/password-hash.ts";
import { answerAsAsked } from "./answer.ts";
import { refusalBeforeReading } from "./entrance.ts";
import { withoutTheProductsHeaders } from "./gate-question.ts";
import { withOwnHost } from "./own-host.ts";
import { plainPage } from "./plain-page.ts";
import { proxiedAddress } from "./proxied-address.ts";

type Handle = ReturnType<ReturnType<typeof next>["getRequestHandler"]>;

/** How long requests and mails in flight may take to finish once the server is told to stop. */
const DRAIN_MS = 20_000;

/**
 * Serves the product on the configured port.
 * @throws what `listen` throws, such as EADDRINUSE
 */
export async function serve({ dev }: Readonly<{ dev: boolean }>): Promise<{ close(): Promise<void> }> {
  const { port, appUrl } = config();
  const server = createServer();
  // Whoever comes before all is prepared waits for it: a request that nobody listens to would never be answered.
  const { promise: prepared, resolve: open } = Promise.withResolvers<Handle>();

  server.on("request", async (request: IncomingMessage, response: ServerResponse) => {
    const refusal = refusalBeforeReading(request, appUrl);
    if (refusal) return plainPage(response, refusal);
    const context: RequestContext = {
      peerAddress: request.socket.remoteAddress ?? null,
      sentPath: request.url,
      proxiedAddress: proxiedAddress(request.headers),
    };
    withOwnHost(request, appUrl);
    withoutTheProductsHeaders(request);
    answerAsAsked(request, response, context);
    const handle = await prepared;
    return withRequestContext(context, () => handle(request, response));
  });
  server.listen(port);
  await once(server, "listening");

  const app = next({ dev, hostname: "localhost", port, httpServer: server });
  await Promise.all([app.prepare(), prepareDummyHash()]);
  open(app.getRequestHandler());

  const background = beginBackgroundWork();

  return {
    async close() {
      const stopped = background.stop();
      server.close();
      server.closeIdleConnections();
      const drained = Promise.all([once(server, "close"), stopped]);
      await Promise.race([drained, new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref())]);
      server.closeAllConnections();
      await app.close();
    },
  };
}
