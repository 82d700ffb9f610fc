import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { type Message, Messages } from "./message.ts";

/** A response, or none, with or without delivering the message. */
export type Reply =
  | Readonly<{ status: number; body?: object; headers?: Readonly<Record<string, string>> }>
  | "hang"
  | "deliver and hang";

type SendRequest = Readonly<{ key: string; message: Message }>;

/** A local server for Resend's API, including idempotency keys. */
export type Provider = Readonly<{
  /** For RESEND_BASE_URL. */
  url: string;
  /** The delivered messages, one for each key. */
  messages: Messages;
  /** All requests, whether they were delivered or not. */
  requests: readonly (SendRequest & { at: number })[];
  /** Sets how requests are answered from now on; `undefined` delivers. */
  respond(decide: (request: SendRequest) => Reply | undefined): void;
  /** Closes the connections that wait for a response. */
  hangUp(): void;
  close(): Promise<void>;
}>;

export async function startProvider(): Promise<Provider> {
  const messages = new Messages();
  const requests: (SendRequest & { at: number })[] = [];
  const delivered = new Set<string>();
  let decideReply: (request: SendRequest) => Reply | undefined = () => undefined;

  const server = createServer(async (request, response) => {
    const sendRequest = await read(request);
    const { key, message } = sendRequest;
    requests.push({ ...sendRequest, at: Date.now() });
    const reply = decideReply(sendRequest);
    if (reply === "hang") return;
    if (typeof reply === "object") return write(response, reply.status, reply.body ?? {}, reply.headers);
    if (!delivered.has(key)) {
      delivered.add(key);
      messages.add(message);
    }
    if (reply === "deliver and hang") return;
    return write(response, 200, { id: key });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    messages,
    requests,
    respond: (decide) => {
      decideReply = decide;
    },
    hangUp: () => server.closeAllConnections(),
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function read(request: IncomingMessage): Promise<SendRequest> {
  if (request.method !== "POST" || request.url !== "/emails") throw new Error(`${request.method} ${request.url}`);
  const { from, to, subject, text, html } = (await json(request)) as Message;
  return { key: String(request.headers["idempotency-key"]), message: { from, to: String(to), subject, text, html } };
}

function write(response: ServerResponse, status: number, body: object, headers: Readonly<Record<string, string>> = {}) {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

/** An error in the format of Resend's API. */
export const errorReply = (status: number, name: string, message: string): Exclude<Reply, string> => ({
  status,
  body: { statusCode: status, name, message },
});
