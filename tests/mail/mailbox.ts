import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { Arrivals } from "./message.ts";

/** A real SMTP server with the mailboxes of everybody in the tests. */
export type Mailbox = Readonly<{
  /** What goes into SMTP_URL. */
  url: string;
  letters: Arrivals;
  /** Addresses that are not known here for the time being. */
  unknown: Set<string>;
  close(): Promise<void>;
}>;

/** Whoever is at this host is not known here, permanently. */
export const UNKNOWN_HOST = "nowhere.example.com";

/** Whoever is at this host has no room left, for now. */
export const FULL_HOST = "full.example.com";

const REFUSALS: Readonly<Record<string, readonly [code: number, text: string]>> = {
  [UNKNOWN_HOST]: [550, "5.1.1 No such mailbox"],
  [FULL_HOST]: [452, "4.2.2 Mailbox full"],
};

/** @param host the address of this machine that it listens at */
export async function openMailbox(host = "127.0.0.1"): Promise<Mailbox> {
  const letters = new Arrivals();
  const unknown = new Set<string>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    disableReverseLookup: true,
    onRcptTo({ address }, _session, callback) {
      const host = unknown.has(address) ? UNKNOWN_HOST : address.split("@")[1];
      const [responseCode, text] = REFUSALS[host ?? ""] ?? [];
      callback(text ? Object.assign(new Error(text), { responseCode }) : null);
    },
    onData(stream, session, callback) {
      simpleParser(stream).then(({ from, subject = "", text = "", html, messageId }) => {
        const [to] = session.envelope.rcptTo;
        letters.add({ to: to?.address ?? "", from: from?.text ?? "", subject, text, html: html || "", messageId });
        callback();
      }, callback);
    },
  });
  server.listen(0, host);
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://${host}:${port}`,
    letters,
    unknown,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
