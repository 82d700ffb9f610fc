import { AsyncLocalStorage } from "node:async_hooks";
import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";

/** A message to the parent process. */
export type Message = Readonly<{ port: number }> | "settled";

type Context = Readonly<{ waitUntil(work: Promise<unknown>): void }>;
type WebHandler = (request: Request) => Promise<Response>;

const [directory = "", handlerPath = "", kind] = process.argv.slice(2);
const contexts = new AsyncLocalStorage<Context>();
// Where Vercel exposes `waitUntil`.
Object.assign(globalThis, { [Symbol.for("@vercel/request-context")]: { get: () => contexts.getStore() } });
const handler = createRequire(import.meta.url)(join(directory, handlerPath));
const listener: RequestListener = kind === "web" ? fromWeb(handler) : handler;

const notify = (message: Message) => process.send?.(message);

const server = createServer(async (request, response) => {
  const pending: Promise<unknown>[] = [once(response, "close")];
  await contexts.run({ waitUntil: (work) => void pending.push(work) }, async () => {
    try {
      await listener(request, response);
    } catch (error) {
      console.error(error);
      if (!response.headersSent) response.writeHead(500).end();
    }
  });
  // Work may call `waitUntil` again.
  for (let work = pending.pop(); work; work = pending.pop()) await work.catch(() => {});
  notify("settled");
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
notify({ port: (server.address() as AddressInfo).port });

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
