import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { freePort } from "#db/embedded/free-port.ts";
import { startCluster } from "#tests/cluster.ts";
import { openForwardAuthProxy } from "#tests/forward-auth/nginx.ts";
import { IdentityProvider, type UserClaims } from "#tests/identity-provider.ts";
import { startMailbox } from "#tests/mail/mailbox.ts";
import { type Reply, startProvider } from "#tests/mail/provider.ts";
import { serveControl } from "./control.ts";
import { type OwnServer, replicaOf, type Server, type Settings, startServer } from "./server.ts";
import { announceTestRun } from "./test-run.ts";

/** Each server has its own database, except for the replica of "passwords", whose clock is a day ahead. */
export type Mode = "passwords" | "replica" | "smtp" | "resend" | "federation" | "segregation" | "forward auth";

const MAIL_FROM = "Gatehouse <no-reply@example.com>";

/** Shifts the clock of a process: servers must use the time of their database. */
const A_DAY_AHEAD = `--import=data:text/javascript,${encodeURIComponent(`
  const { now } = Date;
  globalThis.Date = class extends Date {
    constructor(...parts) {
      if (parts.length > 0) super(...parts);
      else super(now() + 86400000);
    }
    static now() {
      return now() + 86400000;
    }
  };
`)}`;

type Mailboxes = Awaited<ReturnType<typeof startMailbox>>;
type EmailProvider = Awaited<ReturnType<typeof startProvider>>;
type Proxy = Awaited<ReturnType<typeof openForwardAuthProxy>>;

/** Each server starts on first use. */
export type SharedServers = Readonly<{
  use(mode: Mode): Promise<Server>;
  logs(mode: Mode): Promise<string>;
}>;

/** The mailboxes of an SMTP server. */
export type MailboxControl = ReturnType<typeof mailboxControl>;
/** An endpoint with Resend's API. */
export type EmailProviderControl = ReturnType<typeof emailProviderControl>;
export type IdentityProviderControl = ReturnType<typeof identityProviderControl>;
/** The product behind the forward-auth proxy. */
export type ProductControl = ReturnType<typeof productControl>;

/**
 * Starts what all test processes share: a database server, Gatehouse servers, email and identity providers.
 * @returns a function that stops them
 */
export async function openSharedServers(): Promise<() => Promise<void>> {
  const [cluster, mailbox, emailProvider] = await Promise.all([startCluster(), startMailbox(), startProvider()]);
  const identityProvider = new IdentityProvider();
  const started = new Map<Mode, Promise<OwnServer>>();
  let proxy: Proxy | undefined;

  const modes: Readonly<Record<Mode, () => Promise<OwnServer>>> = {
    passwords: () => startServer(),
    replica: async () => startServer({ ...replicaOf(await start("passwords")), NODE_OPTIONS: A_DAY_AHEAD }),
    smtp: () => startServer({ MAIL_FROM, SMTP_URL: mailbox.url }),
    resend: () => startServer(sendingThrough(emailProvider)),
    async federation() {
      await identityProvider.open();
      // The provider also serves as a product behind forward auth, on another port of the same host.
      const product = `http://localhost:${new URL(identityProvider.issuer).port}`;
      const server = await startServer({
        ...identityProvider.settings,
        MAIL_FROM,
        SMTP_URL: mailbox.url,
        FORWARD_AUTH_ORIGINS: product,
      });
      identityProvider.register(server.url);
      return server;
    },
    async segregation() {
      const server = await startServer();
      await turnSegregationOn(server);
      return server;
    },
    async "forward auth"() {
      const port = await freePort(undefined);
      const server = await startServer({ FORWARD_AUTH_ORIGINS: `http://localhost:${port}` });
      proxy = await openForwardAuthProxy(server.url, port);
      return server;
    },
  };
  const start = (mode: Mode): Promise<OwnServer> => {
    const server = started.get(mode) ?? modes[mode]();
    started.set(mode, server);
    return server;
  };

  const servers: SharedServers = {
    async use(mode) {
      const { url, environment } = await start(mode);
      return { url, environment };
    },
    logs: async (mode) => (await start(mode)).logs(),
  };
  const control = await serveControl({
    servers,
    mailbox: mailboxControl(mailbox),
    emailProvider: emailProviderControl(emailProvider),
    identityProvider: identityProviderControl(identityProvider),
    product: productControl(() => proxy),
  });
  announceTestRun({
    template: cluster.template,
    authSecret: randomBytes(33).toString("base64"),
    controlUrl: control.url,
  });

  return async () => {
    control.close();
    await proxy?.close();
    await Promise.all([...started.values()].map(async (server) => (await server).stop()));
    await Promise.all([mailbox.close(), emailProvider.close(), started.has("federation") && identityProvider.close()]);
    await cluster.stop();
  };
}

/** Settings to send emails through an endpoint with Resend's API. */
export const sendingThrough = ({ url }: Readonly<{ url: string }>): Settings => ({
  MAIL_FROM,
  RESEND_API_KEY: "re_any",
  RESEND_BASE_URL: url,
});

async function turnSegregationOn({ environment }: Server): Promise<void> {
  const sql = postgres(String(environment.DATABASE_URL), { max: 1 });
  await sql`INSERT INTO settings (segregation) VALUES (true) ON CONFLICT (singleton) DO UPDATE SET segregation = true`;
  await sql.end();
}

const mailboxControl = ({ messages, unknown }: Mailboxes) => ({
  next: (to: string, subject: RegExp, after?: number) => messages.next(to, subject, after),
  messagesTo: (address: string) => messages.to(address),
  /** Refuses whatever comes for an address, for good. */
  refuse: (address: string) => void unknown.add(address),
  accept: (address: string) => void unknown.delete(address),
});

export const emailProviderControl = ({ messages, requests, respond, hangUp }: EmailProvider) => ({
  next: (to: string, subject: RegExp, after?: number) => messages.next(to, subject, after),
  messagesTo: (address: string) => messages.to(address),
  /** Every request that came, delivered or not. */
  requests: () => requests,
  /** Replies so to every request from now on, or to those about an address. */
  reply: (reply: Reply, to?: string) => respond(({ message }) => (to && message.to !== to ? undefined : reply)),
  /** Delivers everything from now on, and ends the connections of those who wait for an answer. */
  deliver() {
    respond(() => undefined);
    hangUp();
  },
});

const identityProviderControl = (provider: IdentityProvider) => ({
  /** Registers another server, and ends the sessions at the provider. */
  register: (url: string) => provider.register(url),
  /** Adds a user by subject (`sub`). */
  enter: (subject: string, claims: UserClaims) => void provider.users.set(subject, claims),
  /** Signs with the key published beside the one until now, and ends the provider's sessions. */
  rotateKeys: () => provider.rotateKeys(),
  /** Fails at a path; without a path, works again. */
  failAt(path?: string) {
    provider.failsAt = path;
  },
});

const productControl = (proxy: () => Proxy | undefined) => ({
  /** The URL of the product behind the proxy. */
  url: () => proxy()?.url ?? "",
  /** All requests to the product, the latest last. */
  requests: () => proxy()?.requests ?? [],
});
