import type * as oauth from "oauth4webapi";
import { ClientSecretPost } from "oauth4webapi";

/** The first is what a provider that lists none offers (OpenID Connect Discovery 1.0, 3). */
const METHODS = ["client_secret_basic", "client_secret_post"] as const;

export type ClientAuthenticationMethod = (typeof METHODS)[number];

/** How the client proves to the token endpoint that it is the one that is registered. */
export class ClientAuthentication {
  readonly #secret: string;
  #accepted: ClientAuthenticationMethod | undefined;

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** The methods to try, in this order: what was accepted last, and what else the provider offers. */
  methodsFor(server: oauth.AuthorizationServer): [ClientAuthenticationMethod, ...ClientAuthenticationMethod[]] {
    const offered = server.token_endpoint_auth_methods_supported;
    const [standard] = METHODS;
    const usable = METHODS.filter((method) => Array.isArray(offered) && offered.includes(method));
    const first = this.#accepted ?? usable[0] ?? standard;
    return [first, ...usable.filter((method) => method !== first)];
  }

  /** Remembers what the provider accepts, so that it is not asked twice the next time. */
  accept(method: ClientAuthenticationMethod): void {
    this.#accepted = method;
  }

  by(method: ClientAuthenticationMethod): oauth.ClientAuth {
    return method === "client_secret_post" ? ClientSecretPost(this.#secret) : this.#basic;
  }

  /**
   * HTTP Basic (RFC 6749, 2.3.1). Providers that do not decode it know the secret only as it is, so nothing is encoded
   * that need not be: the library encodes `-`, `_` and `.` too.
   */
  readonly #basic: oauth.ClientAuth = (_server, { client_id }, _body, headers) => {
    const credentials = `${formEncoded(client_id)}:${formEncoded(this.#secret)}`;
    headers.set("authorization", `Basic ${Buffer.from(credentials).toString("base64")}`);
  };
}

/** As application/x-www-form-urlencoded writes a value. */
const formEncoded = (value: string): string => new URLSearchParams({ "": value }).toString().slice(1);
