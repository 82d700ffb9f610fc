import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import Provider, { type Configuration } from "oidc-provider";
import { paths } from "#lib/paths.ts";

/** What the provider knows of somebody, by the name it has for them (`sub`). */
export type Person = Readonly<{
  email?: string;
  email_verified?: boolean;
  given_name?: string;
  family_name?: string;
}>;

const CLIENT_ID = "gatehouse";
const CLIENT_SECRET = "a client's secret";
const INTERACTION_SECONDS = 600;
/** Lets it speak to the machine it runs on, where the houses are. */
const UNGUARDED = { dispatcher: undefined };
const COOKIE_KEY = randomBytes(16).toString("hex");

/** The certified OpenID provider `oidc-provider`, with pages of its own that need no scripts. */
export class IdentityProvider {
  readonly people = new Map<string, Person>();
  /** The path at which it fails, as if it were down. */
  failsAt: string | undefined;
  readonly #houses: string[] = [];
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  #keys: JWK[] = [];
  #provider: Provider | undefined;

  async open(): Promise<void> {
    this.#server.listen(0);
    await once(this.#server, "listening");
    this.#keys = [await newKey(), await newKey()];
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  /** Another site than `localhost`, where the houses are. */
  get issuer(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The settings of a house that signs people in with it. */
  get settings(): Readonly<Record<string, string>> {
    return {
      OIDC_ISSUER: this.issuer,
      OIDC_CLIENT_ID: CLIENT_ID,
      OIDC_CLIENT_SECRET: CLIENT_SECRET,
      OIDC_NAME: "Example",
    };
  }

  /** Registers a house. */
  register(house: string): void {
    this.#houses.push(house);
    this.#restart();
  }

  /** Signs with the key that was published beside the one until now, which goes. */
  async rotateKeys(): Promise<void> {
    this.#keys = [...this.#keys.slice(1), await newKey()];
    this.#restart();
  }

  /** Begins anew with what it knows of people, and forgets who is signed in. */
  #restart(): void {
    const [first = ""] = this.#houses;
    const at = (path: string) => this.#houses.map((house) => house + path);
    this.#provider = new Provider(this.issuer, {
      clients: [
        {
          client_id: CLIENT_ID,
          client_secret: CLIENT_SECRET,
          redirect_uris: at(paths.providerCallback),
          post_logout_redirect_uris: at(paths.login),
          backchannel_logout_uri: first + paths.backchannelLogout,
          backchannel_logout_session_required: true,
        },
      ],
      jwks: { keys: this.#keys },
      cookies: { keys: [COOKIE_KEY] },
      claims: {
        openid: ["sub"],
        email: ["email", "email_verified"],
        profile: ["given_name", "family_name"],
      },
      findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub, ...this.people.get(sub) }) }),
      loadExistingGrant,
      pkce: { required: () => true },
      fetch: (url, request) => fetch(url, { ...request, ...UNGUARDED }),
      interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
      ttl: { AccessToken: 300, IdToken: 300, Interaction: INTERACTION_SECONDS, Session: 3600, Grant: 3600 },
      features: {
        devInteractions: { enabled: false },
        backchannelLogout: { enabled: true },
        rpInitiatedLogout: {
          enabled: true,
          logoutSource: (ctx, form) => {
            const button = '<button type="submit" name="logout" value="yes">Sign out of Example</button></form>';
            ctx.body = page("Sign out?", form.replace("</form>", button));
          },
          postLogoutSuccessSource: (ctx) => {
            ctx.body = page("Signed out", "");
          },
        },
      },
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(String(request.url), `http://${request.headers.host}`);
    if (url.pathname === this.failsAt) return void response.writeHead(503).end();
    if (url.pathname === "/favicon.ico") return void response.writeHead(204).end();
    const hop = sendOn(url);
    if (hop) return void response.writeHead(302, { location: hop }).end();
    if (url.pathname.startsWith("/interaction/")) return this.#interact(request, response);
    await this.#provider?.callback()(request, response);
  }

  /** Asks people who they are, and believes them. */
  async #interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== "POST") {
      const form = `<form method="post"><label>Who are you?<input name="sub"></label>
        <button>Continue</button><button name="call-off" value="yes">Call it off</button></form>`;
      response.writeHead(200, { "content-type": "text/html" }).end(page("Sign in at Example", form));
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const sent = new URLSearchParams(Buffer.concat(chunks).toString());
    const accountId = sent.get("sub") ?? "";
    const result = sent.has("call-off")
      ? { error: "access_denied", error_description: "called off" }
      : { login: { accountId } };
    await this.#forgetAnother(accountId, request, response);
    await this.#provider?.interactionFinished(request, response, result);
  }

  /** Spares whoever comes as somebody else the page on which scripts sign the one before out. */
  async #forgetAnother(accountId: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const interaction = await this.#provider?.interactionDetails(request, response);
    if (!interaction?.session || interaction.session.accountId === accountId) return;
    interaction.session = undefined;
    await interaction.save(INTERACTION_SECONDS);
    response.setHeader(
      "set-cookie",
      ["_session", "_session.sig"].map((name) => `${name}=; path=/; max-age=0`),
    );
  }
}

/**
 * Sends everybody who comes to sign in by way of another site and back, as providers do that have people signed in by
 * another one.
 */
function sendOn(url: URL): string | undefined {
  if (url.pathname === "/elsewhere") return String(url.searchParams.get("back"));
  if (url.pathname !== "/auth" || url.searchParams.has("sent-on")) return undefined;
  url.searchParams.set("sent-on", "yes");
  return `http://localhost:${url.port}/elsewhere?${new URLSearchParams({ back: url.href })}`;
}

/** Nobody is asked whether Gatehouse may know them. */
const loadExistingGrant: Configuration["loadExistingGrant"] = async (ctx) => {
  const { client, session, params, provider } = ctx.oidc;
  if (!client || !session?.accountId) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(String(params?.scope));
  await grant.save();
  return grant;
};

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: "RS256", use: "sig", kid: randomBytes(8).toString("hex") };
}

const page = (title: string, content: string): string =>
  `<!doctype html><html lang="en"><title>${title}</title><body><main><h1>${title}</h1>${content}</main></body></html>`;
