import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import next from "next";
import { beginBackgroundWork } from "#lib/background.ts";
import { config } from "#lib/config.ts";
import { type RequestContext, withRequestContext } from "#lib/http/request-context.ts";
import { prepareDummyHash } from "#lib/signin/password-hash.ts";
import { answerAsAsked } from "./answer.ts";
import { refusalBeforeReading } from "./entrance.ts";
import { withOwnHost } from "./own-host.ts";
import { plainPage } from "./plain-page.ts";

/** How long requests and mails in flight may take to finish once the server is told to stop. */
const DRAIN_MS = 20_000;

/**
 * Serves the product on the configured port.
 * @throws what `listen` throws, such as EADDRINUSE
 */
export async function serve({ dev }: Readonly<{ dev: boolean }>): Promise<{ close(): Promise<void> }> {
  const { port, appUrl } = config();
  const server = createServer();
  server.listen(port);
  await once(server, "listening");

  const app = next({ dev, hostname: "localhost", port, httpServer: server });
  const handle = app.getRequestHandler();
  await Promise.all([app.prepare(), prepareDummyHash()]);

  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const refusal = refusalBeforeReading(request, appUrl);
    if (refusal) return plainPage(response, refusal);
    const context: RequestContext = { peerAddress: request.socket.remoteAddress ?? null };
    withOwnHost(request, appUrl);
    answerAsAsked(request, response, context);
    return withRequestContext(context, () => handle(request, response));
  });

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
