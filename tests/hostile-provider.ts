import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** RFC 6749, 5.2. */
export const INVALID_CLIENT = { status: 401, error: "invalid_client" } as const;

type Signing = Readonly<{ key?: CryptoKey | Uint8Array; alg?: string; kid?: string }>;

/**
 * An OpenID provider that does as it should until it is told otherwise: a real server with keys of its own, whose every
 * answer can be replaced.
 */
export class HostileProvider {
  readonly clientId = "gatehouse";
  clientSecret = "a secret: with % and + in it";
  /** The client authentication that it accepts, where it looks at it: credentials are compared as they come. */
  acceptedAuthentication: string | undefined;
  /** How it answers another one. */
  clientRefusal: Readonly<{ status: number; error: string }> = INVALID_CLIENT;
  issuer = "";
  /** How often each of its addresses was asked. */
  readonly asked = new Map<string, number>();
  /** What was sent to the token endpoint last. */
  tokenRequest: Readonly<{ authorization: string | undefined; body: URLSearchParams }> | undefined;
  /** Answers of another kind, by path. */
  readonly answers = new Map<string, Answer>();
  /** What the ID token says besides, or instead of, what it should. */
  claims: JWTPayload = {};
  userinfo: JWTPayload | undefined;
  /** Makes the ID token, out of the claims that it should have. */
  sign: (claims: JWTPayload) => Promise<string> = (claims) => this.signed(claims);
  #published: JWK[] = [];
  #key: CryptoKey | undefined;
  #kid: string | undefined;
  /** What each code was given out for. */
  readonly #codes = new Map<string, Readonly<{ nonce: string; claims: JWTPayload }>>();
  #server = createServer((request, response) => this.#serve(request, response));

  async open(): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    this.issuer = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    await this.rotateKeys();
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  /** Goes on with a new key, and publishes no other. */
  async rotateKeys(alg = "RS256"): Promise<void> {
    await this.#newKey(alg, `key-${keys++}`);
    this.#published = this.#published.slice(-1);
  }

  /** Goes on with a new key that has no id, and publishes it beside some of the others before. */
  async rotateUnnamedKeys(keptBefore = 0): Promise<void> {
    await this.#newKey("RS256", undefined);
    this.#published = this.#published.slice(-1 - keptBefore);
  }

  async #newKey(alg: string, kid: string | undefined): Promise<void> {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    this.#key = privateKey;
    this.#kid = kid;
    this.#published.push({ ...(await exportJWK(publicKey)), ...(kid && { kid }), alg, use: "sig" });
  }

  /** How many connections are open to it. */
  connections(): Promise<number> {
    return new Promise((resolve, reject) =>
      this.#server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
    );
  }

  get publicKeys() {
    return this.#published;
  }

  /** The settings of a Gatehouse that signs people in with it. */
  get settings(): Readonly<Record<string, string>> {
    return {
      OIDC_ISSUER: this.issuer,
      OIDC_CLIENT_ID: this.clientId,
      OIDC_CLIENT_SECRET: this.clientSecret,
      OIDC_NAME: "Example",
    };
  }

  /** What the callback gets after somebody has said who they are. */
  answerTo(address: string, claims: JWTPayload = this.claims): URLSearchParams {
    const asked = new URL(address).searchParams;
    const code = `code-${this.#codes.size}`;
    this.#codes.set(code, { nonce: asked.get("nonce") ?? "", claims });
    return new URLSearchParams({ code, state: asked.get("state") ?? "", iss: this.issuer });
  }

  async signed(claims: JWTPayload, { key = this.#key, alg = "RS256", kid = this.#kid }: Signing = {}): Promise<string> {
    if (!key) throw new Error("The provider is not open.");
    return new SignJWT(claims).setProtectedHeader({ alg, ...(kid && { kid }) }).sign(key);
  }

  /** What an ID token, or another word of the provider's, has to say. */
  proper(claims: JWTPayload = {}): JWTPayload {
    const now = Math.floor(Date.now() / 1000);
    return { iss: this.issuer, aud: this.clientId, iat: now, exp: now + 300, ...claims };
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url?.split("?")[0] ?? "";
    this.asked.set(path, (this.asked.get(path) ?? 0) + 1);
    const answer = this.answers.get(path) ?? this.#proper(path);
    answer(request, response);
  }

  #proper(path: string): Answer {
    if (path === "/.well-known/openid-configuration") return json(() => this.metadata());
    if (path === "/keys") return json(() => ({ keys: this.#published }));
    if (path === "/userinfo")
      return (request, response) => json(() => this.userinfo ?? { sub: this.#subjectOf(request) })(request, response);
    if (path === "/authorize")
      return (request, response) => void response.writeHead(302, { location: this.#callback(request) }).end();
    if (path === "/token") return (request, response) => void this.issue(request, response);
    return (_request, response) => response.writeHead(404).end();
  }

  /** Asks nobody, and sends everybody back as whom its claims speak of. */
  #callback({ url }: IncomingMessage): string {
    const asked = new URL(String(url), this.issuer);
    return `${asked.searchParams.get("redirect_uri")}?${this.answerTo(asked.href)}`;
  }

  #subjectOf({ headers: { authorization = "" } }: IncomingMessage): string | undefined {
    return this.#codes.get(authorization.replace("Bearer token-for-", ""))?.claims.sub;
  }

  metadata(): Record<string, unknown> {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      jwks_uri: `${this.issuer}/keys`,
      userinfo_endpoint: `${this.issuer}/userinfo`,
      end_session_endpoint: `${this.issuer}/logout`,
      response_types_supported: ["code"],
      id_token_signing_alg_values_supported: ["RS256", "PS256", "ES256", "HS256", "none"],
      authorization_response_iss_parameter_supported: true,
    };
  }

  #isAuthenticated({ authorization, body }: NonNullable<HostileProvider["tokenRequest"]>): boolean {
    if (!this.acceptedAuthentication) return true;
    const isBasic = authorization?.startsWith("Basic ");
    const method = isBasic ? "client_secret_basic" : "client_secret_post";
    const credentials = isBasic
      ? Buffer.from(String(authorization?.slice("Basic ".length)), "base64").toString()
      : `${body.get("client_id")}:${body.get("client_secret")}`;
    return method === this.acceptedAuthentication && credentials === `${this.clientId}:${this.clientSecret}`;
  }

  async issue(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = new URLSearchParams(Buffer.concat(chunks).toString());
    this.tokenRequest = { authorization: request.headers.authorization, body };
    if (!this.#isAuthenticated(this.tokenRequest))
      return json(() => ({ error: this.clientRefusal.error }), this.clientRefusal.status)(request, response);
    const asked = this.#codes.get(body.get("code") ?? "");
    const claims = this.proper({ nonce: asked?.nonce, ...asked?.claims });
    const idToken = await this.sign(claims);
    json(() => ({ access_token: `token-for-${body.get("code")}`, token_type: "Bearer", id_token: idToken }))(
      request,
      response,
    );
  }
}

let keys = 1;

export const json =
  (content: () => unknown, status = 200): Answer =>
  (_request, response) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(content()));
