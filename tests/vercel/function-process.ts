import { AsyncLocalStorage } from "node:async_hooks";
import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";

/** What the process that started this one is told. */
export type Told = Readonly<{ port: number }> | "settled";

type Context = Readonly<{ waitUntil(work: Promise<unknown>): void }>;
type WebHandler = (request: Request) => Promise<Response>;

const [directory = "", handlerPath = "", kind] = process.argv.slice(2);
const contexts = new AsyncLocalStorage<Context>();
// Here launchers look for what Vercel lets them do during a request.
Object.assign(globalThis, { [Symbol.for("@vercel/request-context")]: { get: () => contexts.getStore() } });
const handler = createRequire(import.meta.url)(join(directory, handlerPath));
const listener: RequestListener = kind === "web" ? fromWeb(handler) : handler;

const tell = (told: Told) => process.send?.(told);

const server = createServer(async (request, response) => {
  const works: Promise<unknown>[] = [once(response, "close")];
  await contexts.run({ waitUntil: (work) => void works.push(work) }, async () => {
    try {
      await listener(request, response);
    } catch (error) {
      console.error(error);
      if (!response.headersSent) response.writeHead(500).end();
    }
  });
  // Work may ask for more time while it goes on.
  for (let work = works.pop(); work; work = works.pop()) await work.catch(() => {});
  tell("settled");
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
tell({ port: (server.address() as AddressInfo).port });

function fromWeb(handle: WebHandler): RequestListener {
  return async (incoming, outgoing) => {
    const response = await handle(await toWeb(incoming));
    const headers = { ...Object.fromEntries(response.headers), "set-cookie": response.headers.getSetCookie() };
    outgoing.writeHead(response.status, headers).end(Buffer.from(await response.arrayBuffer()));
  };
}

async function toWeb(incoming: IncomingMessage): Promise<Request> {
  const { method = "GET", headers } = incoming;
  const url = new URL(String(incoming.url), `${headers["x-forwarded-proto"]}://${headers.host}`);
  const sent = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
  const body = ["GET", "HEAD"].includes(method) ? null : new Uint8Array(await buffer(incoming));
  return new Request(url, { method, headers: sent, body });
}
