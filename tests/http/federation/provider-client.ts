import { paths } from "#lib/paths.ts";
import { uniqueWord } from "#tests/db/people.ts";
import { type Answer, Client, filledIn, type Values } from "#tests/http/client.ts";
import { anonymousClient } from "#tests/http/clients.ts";
import { type Form, formsIn, unescaped } from "#tests/http/forms.ts";
import type { UserClaims } from "#tests/identity-provider.ts";
import type { Server, Settings } from "#tests/servers/server.ts";
import { identityProvider } from "#tests/servers/use-server.ts";

/** The page that a request has led to, redirects followed. */
export type Page = Answer & Readonly<{ url: URL }>;

/** Enters somebody at the provider, with an email that it has verified. */
export async function enter(email: string, claims: UserClaims = {}): Promise<string> {
  const subject = `subject-${uniqueWord()}`;
  await identityProvider.enter(subject, { email, email_verified: true, ...claims });
  return subject;
}

/** How a server speaks to the provider, for another one. */
export const federatesLike = ({ environment }: Server): Settings =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => name.startsWith("OIDC_")));

/** A browser that is signed in through the identity provider, with cookies for each origin. */
export class ProviderClient {
  readonly gatehouse: Client;
  readonly issuer: string;
  /** Every address that it has been at. */
  readonly visited: string[] = [];
  readonly #others = new Map<string, Client>();

  /** @param gatehouse another tab's cookies, to share them */
  constructor(server: Server, gatehouse = anonymousClient(server)) {
    this.gatehouse = gatehouse;
    this.issuer = String(server.environment.OIDC_ISSUER);
  }

  /** Goes to an address, and on to where it leads by itself. */
  async open(address: string): Promise<Page> {
    const url = new URL(address, this.gatehouse.url);
    this.visited.push(url.href);
    return this.follow(await this.#at(url).get(url.pathname + url.search), url);
  }

  /** Goes on to where an answer leads by itself. */
  async follow(answer: Answer, url = new URL(this.gatehouse.url)): Promise<Page> {
    const next = answer.headers.location ?? refreshOf(answer);
    if (!next) return { ...answer, url };
    return this.open(new URL(next, url).href);
  }

  /** Presses the sign-in button on a page of Gatehouse's. */
  async startSignIn(page: Page): Promise<Page> {
    const form = formsIn(page.body).find(({ names }) => names.includes("next"));
    if (!form) throw new Error(`${page.url} offers no sign-in.`);
    return this.follow(await this.gatehouse.post(page.url.pathname + page.url.search, form.fields));
  }

  /** Says on the provider's page who one is. */
  identify = (page: Page, subject: string): Promise<Page> => this.#submit(page, { sub: subject });

  cancel = (page: Page): Promise<Page> => this.#submit(page, { cancel: "yes" });

  /** Signs in on the way to a page, as far as that leads. */
  async signIn(subject: string, path: string = paths.home): Promise<Page> {
    return this.identify(await this.startSignIn(await this.open(path)), subject);
  }

  /** Signs out at the provider, and not here. */
  async signOutAtProvider(): Promise<Page> {
    return this.#submit(await this.open(`${this.issuer}/session/end`), { logout: "yes" });
  }

  /** Submits the form of a page of the provider's. */
  async #submit(page: Page, values: Values): Promise<Page> {
    const [form = { names: [], fields: [] } satisfies Form] = formsIn(page.body);
    const [, action = page.url.href] = page.body.match(/<form[^>]*\saction="([^"]*)"/) ?? [];
    const url = new URL(unescaped(action));
    const answer = await this.#at(url).send("POST", url.pathname, {
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(filledIn(form, values).map(([name, value]) => [name, value])).toString(),
    });
    return this.follow(answer, url);
  }

  #at({ origin }: URL): Client {
    if (origin === this.gatehouse.url) return this.gatehouse;
    const client = this.#others.get(origin) ?? new Client({ url: origin, environment: {} });
    this.#others.set(origin, client);
    return client;
  }
}

/** Where a page leads on to by itself, as the one does that leads to the provider. */
const refreshOf = ({ body }: Answer): string | undefined => {
  const [, address] = body.match(/<meta http-equiv="refresh" content="0;url=([^"]*)"/i) ?? [];
  return address && unescaped(address);
};
