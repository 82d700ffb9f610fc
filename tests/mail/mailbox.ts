import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { Messages } from "./message.ts";

/** A real SMTP server that accepts mail for every address. */
export type Mailbox = Readonly<{
  /** For SMTP_URL. */
  url: string;
  messages: Messages;
  /** Addresses that are rejected permanently. */
  unknown: Set<string>;
  close(): Promise<void>;
}>;

/** Recipients at this host are rejected permanently. */
export const UNKNOWN_HOST = "nowhere.example.com";

/** Recipients at this host are rejected for now. */
export const FULL_HOST = "full.example.com";

const ERRORS: Readonly<Record<string, readonly [code: number, text: string]>> = {
  [UNKNOWN_HOST]: [550, "5.1.1 No such mailbox"],
  [FULL_HOST]: [452, "4.2.2 Mailbox full"],
};

/** @param host the address to listen on */
export async function startMailbox(host = "127.0.0.1"): Promise<Mailbox> {
  const messages = new Messages();
  const unknown = new Set<string>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    disableReverseLookup: true,
    onRcptTo({ address }, _session, callback) {
      const host = unknown.has(address) ? UNKNOWN_HOST : address.split("@")[1];
      const [responseCode, text] = ERRORS[host ?? ""] ?? [];
      callback(text ? Object.assign(new Error(text), { responseCode }) : null);
    },
    onData(stream, session, callback) {
      simpleParser(stream).then(({ from, subject = "", text = "", html, messageId }) => {
        const [to] = session.envelope.rcptTo;
        messages.add({ to: to?.address ?? "", from: from?.text ?? "", subject, text, html: html || "", messageId });
        callback();
      }, callback);
    },
  });
  server.listen(0, host);
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://${host}:${port}`,
    messages,
    unknown,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
