import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { testRun } from "./test-run.ts";

type Call = Readonly<{ target: string; method: string; args: unknown[] }>;
type Targets = Readonly<Record<string, object>>;
type Method = (...args: unknown[]) => unknown;

/** The methods of an object in another process. */
export type Remote<T> = {
  readonly [K in keyof T]: T[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R>> : never;
};

/** Lets other processes on this machine call the methods of some objects. */
export async function serveControl(targets: Targets): Promise<Readonly<{ url: string; close(): void }>> {
  const server = createServer(async (request, response) => {
    try {
      const { target, method, args } = (await json(request)) as Call;
      const object = targets[target] as Readonly<Record<string, Method>>;
      const result = await object[method]?.(...args.map(decoded));
      response.end(JSON.stringify({ result }));
    } catch (error) {
      response.writeHead(500).end((error as Error).stack);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** An object in the process with the shared servers. */
export const remote = <T extends object>(target: string): Remote<T> =>
  new Proxy({} as Remote<T>, {
    get:
      (_, method) =>
      (...args: unknown[]) =>
        call({ target, method: String(method), args: args.map(encoded) }),
  });

async function call(made: Call): Promise<unknown> {
  const response = await fetch(testRun().controlUrl, { method: "POST", body: JSON.stringify(made) });
  const body = await response.text();
  if (!response.ok) throw new Error(`${made.target}.${made.method}: ${body}`);
  return JSON.parse(body).result;
}

/** JSON has no regular expressions or `undefined`. */
const encoded = (arg: unknown) => (arg instanceof RegExp ? { pattern: arg.source, flags: arg.flags } : arg);

function decoded(arg: unknown): unknown {
  if (arg === null) return undefined;
  const { pattern, flags } = arg as { pattern?: string; flags?: string };
  return pattern === undefined ? arg : new RegExp(pattern, flags);
}
