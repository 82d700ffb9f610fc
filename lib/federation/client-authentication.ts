import type * as oauth from "oauth4webapi";
import { ClientSecretPost } from "oauth4webapi";

/** The first is the default of a provider that lists none (OpenID Connect Discovery 1.0, 3). */
const METHODS = ["client_secret_basic", "client_secret_post"] as const;

export type ClientAuthenticationMethod = (typeof METHODS)[number];

export class ClientAuthentication {
  readonly #secret: string;
  #lastAccepted: ClientAuthenticationMethod | undefined;

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** The one accepted last comes first. */
  methodsFor(server: oauth.AuthorizationServer): [ClientAuthenticationMethod, ...ClientAuthenticationMethod[]] {
    const supported = server.token_endpoint_auth_methods_supported;
    const [standard] = METHODS;
    const usable = METHODS.filter((method) => Array.isArray(supported) && supported.includes(method));
    const first = this.#lastAccepted ?? usable[0] ?? standard;
    return [first, ...usable.filter((method) => method !== first)];
  }

  accepted(method: ClientAuthenticationMethod): void {
    this.#lastAccepted = method;
  }

  using(method: ClientAuthenticationMethod): oauth.ClientAuth {
    return method === "client_secret_post" ? ClientSecretPost(this.#secret) : this.#basic;
  }

  /** RFC 6749, 2.3.1. oauth4webapi encodes `-`, `_` and `.` too, which some providers do not decode. */
  readonly #basic: oauth.ClientAuth = (_server, { client_id }, _body, headers) => {
    const credentials = `${formEncoded(client_id)}:${formEncoded(this.#secret)}`;
    headers.set("authorization", `Basic ${Buffer.from(credentials).toString("base64")}`);
  };
}

const formEncoded = (value: string): string => new URLSearchParams({ "": value }).toString().slice(1);
