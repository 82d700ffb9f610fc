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

/** What a shared server is for; each has a database of its own, but the replica, which shares that of "passwords" and has a clock that is a day ahead. */
export type Mode = "passwords" | "replica" | "smtp" | "resend" | "federation" | "segregation" | "forward auth";

const MAIL_FROM = "Gatehouse <no-reply@example.com>";

/** Sets a process's clock wrong: what the servers of one database agree on is that database's. */
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

/** The shared servers, of which each starts when it is first asked for. */
export type SharedServers = Readonly<{
  use(mode: Mode): Promise<Server>;
  /** What the server has printed so far. */
  logs(mode: Mode): Promise<string>;
}>;

/** Everybody's mailboxes, at a real SMTP server. */
export type MailboxControl = ReturnType<typeof mailboxControl>;
/** An endpoint that speaks Resend's API. */
export type EmailProviderControl = ReturnType<typeof emailProviderControl>;
export type IdentityProviderControl = ReturnType<typeof identityProviderControl>;
/** The product behind the forward-auth proxy. */
export type ProductControl = ReturnType<typeof productControl>;

/**
 * Opens what all test processes of a run share: a database server, the servers of every mode, and who they speak to.
 * @returns ends all of it
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
      // At the server's host, on another port, the provider stands in for a product behind forward authentication.
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
      await switchSegregationOn(server);
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

/** What makes a server send its emails through an endpoint that speaks Resend's API. */
export const sendingThrough = ({ url }: Readonly<{ url: string }>): Settings => ({
  MAIL_FROM,
  RESEND_API_KEY: "re_any",
  RESEND_BASE_URL: url,
});

async function switchSegregationOn({ environment }: Server): Promise<void> {
  const sql = postgres(String(environment.DATABASE_URL), { max: 1 });
  await sql`INSERT INTO settings (segregation) VALUES (true) ON CONFLICT ("only") DO UPDATE SET segregation = true`;
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
  /** Knows one more server, and ends the provider's sessions. */
  register: (url: string) => provider.register(url),
  /** Enters somebody by the name that the provider has for them (`sub`). */
  enter: (subject: string, claims: UserClaims) => void provider.users.set(subject, claims),
  /** Signs with the key published beside the one until now, and ends the provider's sessions. */
  rotateKeys: () => provider.rotateKeys(),
  /** Fails at a path as if it were down; without a path it is up again. */
  failAt(path?: string) {
    provider.failsAt = path;
  },
});

const productControl = (proxy: () => Proxy | undefined) => ({
  /** Where the product is reached through the proxy. */
  url: () => proxy()?.url ?? "",
  /** Every request that has reached the product, the latest last. */
  requests: () => proxy()?.requests ?? [],
});
