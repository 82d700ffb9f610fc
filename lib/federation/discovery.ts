import * as oauth from "oauth4webapi";
import { exchangeDeadline, isSafeAddress, within } from "./provider-fetch.ts";
import { ProviderProblem } from "./provider-problem.ts";
import { requestOptions } from "./request-options.ts";

const NEEDED = ["authorization_endpoint", "token_endpoint", "jwks_uri"] as const;
const MAX_AGE_MS = 10 * 60_000;

/** What a provider publishes of itself (OpenID Connect Discovery 1.0), asked for when it is needed and kept for a while. */
export class Discovery {
  readonly #issuer: string;
  readonly #address: string;
  #known: Readonly<{ metadata: oauth.AuthorizationServer; since: number }> | undefined;
  #asking: Promise<oauth.AuthorizationServer> | undefined;

  constructor(issuer: string) {
    this.#issuer = issuer;
    this.#address = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  }

  /**
   * What it publishes. One question at a time serves everybody who waits for the answer.
   * @param signal ends the waiting, not the question that others wait for too
   * @throws ProviderProblem when it cannot be had, or signing in could not work with it
   */
  async get(signal: AbortSignal): Promise<oauth.AuthorizationServer> {
    if (this.#known && Date.now() - this.#known.since < MAX_AGE_MS) return this.#known.metadata;
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return within(signal, { step: "discovery", address: this.#address }, this.#asking);
  }

  async #ask(): Promise<oauth.AuthorizationServer> {
    const details = { step: "discovery", address: this.#address } as const;
    const issuer = new URL(this.#issuer);
    const response = await oauth.discoveryRequest(issuer, requestOptions("discovery", exchangeDeadline()));
    if (response.status !== 200) throw new ProviderProblem("status", { ...details, status: response.status });
    const published: unknown = await response.json().catch(() => undefined);
    const metadata = metadataOf(published);
    if (!metadata) throw new ProviderProblem("malformed", { ...details, detail: "not with a configuration in JSON" });
    if (metadata.issuer !== this.#issuer)
      throw new ProviderProblem("issuer", { ...details, issuer: metadata.issuer, expectedIssuer: this.#issuer });
    this.#requireEndpoints(metadata);
    this.#known = { metadata, since: Date.now() };
    return metadata;
  }

  #requireEndpoints(metadata: oauth.AuthorizationServer): void {
    const step = "discovery";
    const missing = NEEDED.find((name) => typeof metadata[name] !== "string");
    if (missing) throw new ProviderProblem("incomplete", { step, detail: missing });
    const unsafe = [...NEEDED, "end_session_endpoint", "userinfo_endpoint"]
      .map((name) => metadata[name])
      .find((address) => address !== undefined && !isSafeAddress(String(address)));
    if (unsafe !== undefined) throw new ProviderProblem("insecure", { step, address: String(unsafe) });
  }
}

const metadataOf = (published: unknown): oauth.AuthorizationServer | undefined =>
  typeof published === "object" && published !== null && "issuer" in published && typeof published.issuer === "string"
    ? (published as oauth.AuthorizationServer)
    : undefined;
