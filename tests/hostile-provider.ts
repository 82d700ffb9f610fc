import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** RFC 6749, 5.2. */
export const INVALID_CLIENT = { status: 401, error: "invalid_client" } as const;

type Signing = Readonly<{ key?: CryptoKey | Uint8Array; alg?: string; kid?: string }>;

/** A conforming OpenID provider whose every response, token and key a test can replace. */
export class HostileProvider {
  readonly clientId = "gatehouse";
  clientSecret = "a secret: with % and + in it";
  /** The only client authentication method it accepts; `undefined` accepts any. Credentials are not decoded. */
  acceptedMethod: string | undefined;
  /** The response to another method, or to wrong credentials. */
  clientError: Readonly<{ status: number; error: string }> = INVALID_CLIENT;
  issuer = "";
  /** By path. */
  readonly requestCounts = new Map<string, number>();
  lastTokenRequest: Readonly<{ authorization: string | undefined; body: URLSearchParams }> | undefined;
  /** Replaced responses, by path. */
  readonly responses = new Map<string, Handler>();
  /** Claims of the ID token, besides or instead of the valid ones. */
  claims: JWTPayload = {};
  userInfo: JWTPayload | undefined;
  signIdToken: (claims: JWTPayload) => Promise<string> = (claims) => this.signJwt(claims);
  #publishedKeys: JWK[] = [];
  #key: CryptoKey | undefined;
  #kid: string | undefined;
  readonly #codes = new Map<string, Readonly<{ nonce: string; claims: JWTPayload }>>();
  #server = createServer((request, response) => this.#handle(request, response));

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

  /** Signs with a new key, and publishes no other. */
  async rotateKeys(alg = "RS256"): Promise<void> {
    await this.#addKey(alg, `key-${keys++}`);
    this.#publishedKeys = this.#publishedKeys.slice(-1);
  }

  /** Signs with a new key without a `kid`, and publishes it beside some of the former ones. */
  async rotateKeysWithoutId(keptKeys = 0): Promise<void> {
    await this.#addKey("RS256", undefined);
    this.#publishedKeys = this.#publishedKeys.slice(-1 - keptKeys);
  }

  async #addKey(alg: string, kid: string | undefined): Promise<void> {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    this.#key = privateKey;
    this.#kid = kid;
    this.#publishedKeys.push({ ...(await exportJWK(publicKey)), ...(kid && { kid }), alg, use: "sig" });
  }

  /** How many connections are open to it. */
  connections(): Promise<number> {
    return new Promise((resolve, reject) =>
      this.#server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
    );
  }

  get publicKeys() {
    return this.#publishedKeys;
  }

  /** The settings of a Gatehouse that uses it. */
  get settings(): Readonly<Record<string, string>> {
    return {
      OIDC_ISSUER: this.issuer,
      OIDC_CLIENT_ID: this.clientId,
      OIDC_CLIENT_SECRET: this.clientSecret,
      OIDC_NAME: "Example",
    };
  }

  /** The callback's parameters after the user with these claims has signed in at an authorization URL. */
  callbackFor(authorizationUrl: string, claims: JWTPayload = this.claims): URLSearchParams {
    const { searchParams } = new URL(authorizationUrl);
    const code = `code-${this.#codes.size}`;
    this.#codes.set(code, { nonce: searchParams.get("nonce") ?? "", claims });
    return new URLSearchParams({ code, state: searchParams.get("state") ?? "", iss: this.issuer });
  }

  async signJwt(
    claims: JWTPayload,
    { key = this.#key, alg = "RS256", kid = this.#kid }: Signing = {},
  ): Promise<string> {
    if (!key) throw new Error("The provider is not open.");
    return new SignJWT(claims).setProtectedHeader({ alg, ...(kid && { kid }) }).sign(key);
  }

  /** The claims that every token of the provider has. */
  validClaims(claims: JWTPayload = {}): JWTPayload {
    const now = Math.floor(Date.now() / 1000);
    return { iss: this.issuer, aud: this.clientId, iat: now, exp: now + 300, ...claims };
  }

  #handle(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url?.split("?")[0] ?? "";
    this.requestCounts.set(path, (this.requestCounts.get(path) ?? 0) + 1);
    const handler = this.responses.get(path) ?? this.#conformingHandler(path);
    handler(request, response);
  }

  #conformingHandler(path: string): Handler {
    if (path === "/.well-known/openid-configuration") return json(() => this.metadata());
    if (path === "/keys") return json(() => ({ keys: this.#publishedKeys }));
    if (path === "/userinfo")
      return (request, response) => json(() => this.userInfo ?? { sub: this.#subjectOf(request) })(request, response);
    if (path === "/authorize")
      return (request, response) => void response.writeHead(302, { location: this.#callbackUrl(request) }).end();
    if (path === "/token") return (request, response) => void this.respondWithTokens(request, response);
    return (_request, response) => response.writeHead(404).end();
  }

  /** Signs in the user of `claims` without asking. */
  #callbackUrl({ url }: IncomingMessage): string {
    const requested = new URL(String(url), this.issuer);
    return `${requested.searchParams.get("redirect_uri")}?${this.callbackFor(requested.href)}`;
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

  #isClientAuthenticated({ authorization, body }: NonNullable<HostileProvider["lastTokenRequest"]>): boolean {
    if (!this.acceptedMethod) return true;
    const isBasic = authorization?.startsWith("Basic ");
    const method = isBasic ? "client_secret_basic" : "client_secret_post";
    const credentials = isBasic
      ? Buffer.from(String(authorization?.slice("Basic ".length)), "base64").toString()
      : `${body.get("client_id")}:${body.get("client_secret")}`;
    return method === this.acceptedMethod && credentials === `${this.clientId}:${this.clientSecret}`;
  }

  async respondWithTokens(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = new URLSearchParams(Buffer.concat(chunks).toString());
    this.lastTokenRequest = { authorization: request.headers.authorization, body };
    if (!this.#isClientAuthenticated(this.lastTokenRequest))
      return json(() => ({ error: this.clientError.error }), this.clientError.status)(request, response);
    const code = body.get("code") ?? "";
    const issued = this.#codes.get(code);
    const idToken = await this.signIdToken(this.validClaims({ nonce: issued?.nonce, ...issued?.claims }));
    const tokens = { access_token: `token-for-${code}`, token_type: "Bearer", id_token: idToken };
    json(() => tokens)(request, response);
  }
}

let keys = 1;

export const json =
  (content: () => unknown, status = 200): Handler =>
  (_request, response) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(content()));
