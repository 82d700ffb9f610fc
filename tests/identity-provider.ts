import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import Provider, { type Configuration } from "oidc-provider";
import { paths } from "#lib/paths.ts";

/** The claims of a user besides `sub`. */
export type UserClaims = Readonly<{
  email?: string;
  email_verified?: boolean;
  given_name?: string;
  family_name?: string;
}>;

const CLIENT_ID = "gatehouse";
const CLIENT_SECRET = "a client's secret";
const INTERACTION_SECONDS = 600;
/** Allows requests to loopback addresses, where the servers under test are. */
const ALLOW_LOOPBACK = { dispatcher: undefined };
const COOKIE_KEY = randomBytes(16).toString("hex");

/** The certified OpenID provider `oidc-provider`, with pages of its own that need no scripts. */
export class IdentityProvider {
  /** By `sub`. */
  readonly users = new Map<string, UserClaims>();
  /** The path that responds with 503. */
  failsAt: string | undefined;
  readonly #origins: string[] = [];
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

  /** Another site than `localhost`, where the servers under test are. */
  get issuer(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The settings of a Gatehouse that uses it. */
  get settings(): Readonly<Record<string, string>> {
    return {
      OIDC_ISSUER: this.issuer,
      OIDC_CLIENT_ID: CLIENT_ID,
      OIDC_CLIENT_SECRET: CLIENT_SECRET,
      OIDC_NAME: "Example",
    };
  }

  /** Registers the redirect and logout URIs of a server under test. */
  register(origin: string): void {
    this.#origins.push(origin);
    this.#restart();
  }

  /** Signs with the other published key, and publishes a new one beside it. */
  async rotateKeys(): Promise<void> {
    this.#keys = [...this.#keys.slice(1), await newKey()];
    this.#restart();
  }

  /** Keeps the users, and ends the provider's sessions. */
  #restart(): void {
    const [first = ""] = this.#origins;
    const at = (path: string) => this.#origins.map((origin) => origin + path);
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
      findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub, ...this.users.get(sub) }) }),
      loadExistingGrant,
      pkce: { required: () => true },
      fetch: (url, request) => fetch(url, { ...request, ...ALLOW_LOOPBACK }),
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
    const location = crossSiteRedirect(url);
    if (location) return void response.writeHead(302, { location }).end();
    if (url.pathname.startsWith("/interaction/")) return this.#interact(request, response);
    await this.#provider?.callback()(request, response);
  }

  /** Asks for a `sub`, and no password. */
  async #interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== "POST") {
      const form = `<form method="post"><label>Who are you?<input name="sub"></label>
        <button>Continue</button><button name="cancel" value="yes">Cancel</button></form>`;
      response.writeHead(200, { "content-type": "text/html" }).end(page("Sign in at Example", form));
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const sent = new URLSearchParams(Buffer.concat(chunks).toString());
    const accountId = sent.get("sub") ?? "";
    const result = sent.has("cancel")
      ? { error: "access_denied", error_description: "cancelled" }
      : { login: { accountId } };
    await this.#endOtherSession(accountId, request, response);
    await this.#provider?.interactionFinished(request, response, result);
  }

  /** Skips the page on which scripts sign out the user before. */
  async #endOtherSession(accountId: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
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

/** Redirects authorization requests to another site and back, as providers do that delegate to another one. */
function crossSiteRedirect(url: URL): string | undefined {
  if (url.pathname === "/elsewhere") return String(url.searchParams.get("back"));
  if (url.pathname !== "/auth" || url.searchParams.has("redirected")) return undefined;
  url.searchParams.set("redirected", "yes");
  return `http://localhost:${url.port}/elsewhere?${new URLSearchParams({ back: url.href })}`;
}

/** Skips the consent page. */
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
