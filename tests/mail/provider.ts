import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { Arrivals, type Message } from "./message.ts";

/** What a provider answers to one request: a status with its body, or nothing at all, having delivered or not. */
export type Answer =
  | Readonly<{ status: number; body?: object; headers?: Readonly<Record<string, string>> }>
  | "hang"
  | "deliver and hang";

type Asked = Readonly<{ key: string; letter: Message }>;

/** A local endpoint that speaks Resend's API, idempotency keys included, and answers as it is told to. */
export type Provider = Readonly<{
  /** What goes into RESEND_BASE_URL. */
  url: string;
  /** Delivered once for each key, however often they were asked for. */
  letters: Arrivals;
  /** Every request that came, delivered or not. */
  requests: readonly (Asked & { at: number })[];
  /** Decides what is answered from now on; `undefined` delivers. */
  answer(how: (asked: Asked) => Answer | undefined): void;
  /** Ends the connections of those who wait for an answer. */
  hangUp(): void;
  close(): Promise<void>;
}>;

export async function openProvider(): Promise<Provider> {
  const letters = new Arrivals();
  const requests: (Asked & { at: number })[] = [];
  const delivered = new Set<string>();
  let decide: (asked: Asked) => Answer | undefined = () => undefined;

  const server = createServer(async (request, response) => {
    const asked = await read(request);
    requests.push({ ...asked, at: Date.now() });
    const answer = decide(asked);
    if (answer === "hang") return;
    if (typeof answer === "object") return reply(response, answer.status, answer.body ?? {}, answer.headers);
    if (!delivered.has(asked.key)) {
      delivered.add(asked.key);
      letters.add(asked.letter);
    }
    if (answer === "deliver and hang") return;
    return reply(response, 200, { id: asked.key });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    letters,
    requests,
    answer: (how) => {
      decide = how;
    },
    hangUp: () => server.closeAllConnections(),
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function read(request: IncomingMessage): Promise<Asked> {
  if (request.method !== "POST" || request.url !== "/emails") throw new Error(`${request.method} ${request.url}`);
  const { from, to, subject, text, html } = (await json(request)) as Message;
  return { key: String(request.headers["idempotency-key"]), letter: { from, to: String(to), subject, text, html } };
}

function reply(response: ServerResponse, status: number, body: object, headers: Readonly<Record<string, string>> = {}) {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

/** The errors of Resend's API, in its form. */
export const refusal = (status: number, name: string, message: string): Exclude<Answer, string> => ({
  status,
  body: { statusCode: status, name, message },
});
