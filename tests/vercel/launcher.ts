import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createReadStream, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import {
  createServer as createPlainServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from "node:http";
import { createServer as createSecureServer } from "node:https";
import { createServer } from "node:net";
import { extname, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { Settings } from "#tests/servers/server.ts";
import { UNTRUSTED } from "#tests/untrusted-certificate.ts";
import { Functions } from "./functions.ts";
import { applyHitRoutes, type Route, type Routed, resolveRoute } from "./routes.ts";

type Output = Readonly<{
  routes: readonly Route[];
  overrides?: Readonly<Record<string, Readonly<{ path?: string; contentType?: string }>>>;
}>;

/** Sets the client address of a test. Vercel overwrites its own headers. */
export const CLIENT_ADDRESS = "x-test-client-address";

const TLS_HANDSHAKE = 22;
const MAX_BODY_BYTES = 4_500_000;
const TYPES: Readonly<Record<string, string>> = {
  ".js": "application/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};
const HOP_BY_HOP = ["connection", "keep-alive", "transfer-encoding"];

/** A deployment as Vercel serves it. */
export type Deployment = Readonly<{
  logs(): string;
  /** Whether all functions are frozen, as on Vercel when idle. */
  isFrozen(): Promise<boolean>;
  /** Stops all functions, as Vercel does after a while. The next request restarts them. */
  endFunctions(): Promise<void>;
  stop(): Promise<void>;
}>;

/**
 * @param root the directory of the build
 * @param settings the environment of the functions
 */
export async function serveDeployment(root: string, port: number, settings: Settings): Promise<Deployment> {
  const output = join(root, ".vercel", "output");
  const { routes, overrides = {} }: Output = JSON.parse(readFileSync(join(output, "config.json"), "utf8"));
  const certificate = join(root, "certificate.pem");
  writeFileSync(certificate, UNTRUSTED.cert);
  // Next.js fetches the page to which an action redirects.
  const functions = new Functions(root, { ...settings, NODE_EXTRA_CA_CERTS: certificate });
  const renamed = new Map(Object.entries(overrides).map(([file, { path = file }]) => [`/${path}`, file]));
  const fileAt = (path: string): string | undefined => {
    const file = join(output, "static", renamed.get(path) ?? path);
    return existsSync(file) && statSync(file).isFile() ? file : undefined;
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(`http://any${request.url}`);
    const routed: Routed = {
      method: String(request.method),
      path: pathname,
      query: searchParams,
      headers: headersFor(request),
      status: undefined,
      defaults: new Headers(),
      fixed: new Headers(),
    };
    const body = await buffer(request);
    if (body.byteLength > MAX_BODY_BYTES) return void response.writeHead(413).end();
    // A function gets the requested path, and the matched one in a header.
    const call = (path: string) =>
      functions.call(path, {
        method: routed.method,
        path: `${pathname}${routed.query.size > 0 ? `?${routed.query}` : ""}`,
        headers: { ...routed.headers, "x-matched-path": path },
        body,
      });

    const finalResponse = await resolveRoute(routes, routed, {
      exists: (path) => fileAt(path) !== undefined || functions.has(path),
      middleware: async (path) => applyMiddleware(await call(path), routed),
    });
    if (finalResponse) return pass(finalResponse, finalResponse.headers, response);
    if (routed.defaults.has("location"))
      return void response.writeHead(routed.status ?? 308, headersOf(routed, {})).end();
    applyHitRoutes(routes, routed);
    const file = fileAt(routed.path);
    if (!file) {
      const answered = await call(routed.path);
      return pass(answered, headersOf(routed, answered.headers), response);
    }
    const contentType = overrides[String(renamed.get(routed.path))]?.contentType ?? TYPES[extname(file)];
    const headers = { "content-type": contentType, "cache-control": "public, max-age=0, must-revalidate" };
    response.writeHead(routed.status ?? 200, headersOf(routed, headers));
    await pipeline(createReadStream(file), response);
  }

  const listener = (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).catch((error) => {
      console.error(error);
      response.destroy();
    });
  };
  const [secure, plain] = [createSecureServer(UNTRUSTED, listener), createPlainServer(listener)];
  // Accepts TLS, as Vercel, and plain HTTP, for tests that do not need TLS.
  const server = createServer((socket) =>
    socket.once("data", (begin) => {
      socket.pause();
      socket.unshift(begin);
      (begin[0] === TLS_HANDSHAKE ? secure : plain).emit("connection", socket);
      process.nextTick(() => socket.resume());
    }),
  );
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    logs: () => functions.output,
    isFrozen: () => functions.isFrozen(),
    endFunctions: () => functions.stop(),
    async stop() {
      for (const one of [secure, plain]) one.closeAllConnections();
      server.close();
      await functions.stop();
    },
  };
}

/** Vercel adds and overwrites request headers. */
function headersFor({ headers, socket }: IncomingMessage): Record<string, string> {
  const { [CLIENT_ADDRESS]: chosen, "transfer-encoding": _, ...sent } = headers;
  const address = String(chosen ?? socket.remoteAddress);
  const added = {
    "x-forwarded-for": address,
    "x-real-ip": address,
    "x-vercel-forwarded-for": address,
    "x-forwarded-host": String(headers.host),
    "x-forwarded-proto": "https",
    "x-vercel-id": `test1::${randomUUID()}`,
  };
  const kept = Object.entries(sent).filter(([name]) => !name.startsWith("x-vercel-"));
  return { ...Object.fromEntries(kept.map(([name, value]) => [name, String(value)])), ...added };
}

const CONTINUE = "x-middleware-next";
const OVERRIDDEN = "x-middleware-override-headers";
const COOKIES = "x-middleware-set-cookie";

/** Applies the response of a middleware to a request. @returns the response if it is final */
function applyMiddleware(answered: IncomingMessage, routed: Routed): IncomingMessage | undefined {
  const { headers } = answered;
  if (!headers[CONTINUE]) return answered;
  answered.resume();
  const kept = String(headers[OVERRIDDEN] ?? "").split(",");
  if (headers[OVERRIDDEN] !== undefined)
    routed.headers = Object.fromEntries(
      kept.map((name) => [name, String(headers[`x-middleware-request-${name}`] ?? "")]),
    );
  if (headers[COOKIES]) routed.headers[COOKIES] = String(headers[COOKIES]);
  for (const [name, value] of Object.entries(forClient(headers)))
    for (const one of [value ?? []].flat()) routed.defaults.append(name, String(one));
  return undefined;
}

const forClient = (headers: OutgoingHttpHeaders): OutgoingHttpHeaders =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => !name.startsWith("x-middleware-") && !HOP_BY_HOP.includes(name)),
  );

/** Merges response headers, and collects all cookies. */
function headersOf({ defaults, fixed }: Routed, own: OutgoingHttpHeaders): OutgoingHttpHeaders {
  const cookies = [...defaults.getSetCookie(), ...[own["set-cookie"] ?? []].flat().map(String)];
  return {
    ...Object.fromEntries(defaults),
    ...forClient(own),
    ...Object.fromEntries(fixed),
    ...(cookies.length > 0 && { "set-cookie": cookies }),
  };
}

async function pass(answered: IncomingMessage, headers: OutgoingHttpHeaders, response: ServerResponse): Promise<void> {
  response.writeHead(answered.statusCode ?? 0, forClient(headers));
  await pipeline(answered, response);
}
