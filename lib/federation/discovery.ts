import * as oauth from "oauth4webapi";
import { z } from "zod";
import { ProviderError } from "./provider-error.ts";
import { awaitShared, isSecureUrl, providerDeadline, requestOptions } from "./provider-fetch.ts";

const REQUIRED_ENDPOINTS = ["authorization_endpoint", "token_endpoint", "jwks_uri"] as const;
const MAX_AGE_MS = 10 * 60_000;

const metadataSchema = z.looseObject({ issuer: z.string() });

/** OpenID Connect Discovery 1.0. */
export class ProviderMetadata {
  readonly #issuer: string;
  readonly #url: string;
  #cached: Readonly<{ metadata: oauth.AuthorizationServer; fetchedAt: number }> | undefined;
  #pending: Promise<oauth.AuthorizationServer> | undefined;

  constructor(issuer: string) {
    this.#issuer = issuer;
    this.#url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  }

  /** @param signal ends the wait, not the request, for which others may wait */
  async get(signal: AbortSignal): Promise<oauth.AuthorizationServer> {
    if (this.#cached && Date.now() - this.#cached.fetchedAt < MAX_AGE_MS) return this.#cached.metadata;
    this.#pending ??= this.#fetch().finally(() => {
      this.#pending = undefined;
    });
    return awaitShared(this.#pending, signal, { step: "discovery", url: this.#url });
  }

  async #fetch(): Promise<oauth.AuthorizationServer> {
    const details = { step: "discovery", url: this.#url } as const;
    const issuer = new URL(this.#issuer);
    const response = await oauth.discoveryRequest(issuer, requestOptions("discovery", providerDeadline()));
    if (response.status !== 200) throw new ProviderError("status", { ...details, status: response.status });
    const parsed = metadataSchema.safeParse(await response.json().catch(() => undefined));
    if (!parsed.success)
      throw new ProviderError("malformed", { ...details, detail: "with something other than JSON metadata" });
    const metadata = parsed.data as oauth.AuthorizationServer;
    if (metadata.issuer !== this.#issuer)
      throw new ProviderError("issuer", { ...details, issuer: metadata.issuer, expectedIssuer: this.#issuer });
    requireEndpoints(metadata);
    this.#cached = { metadata, fetchedAt: Date.now() };
    return metadata;
  }
}

function requireEndpoints(metadata: oauth.AuthorizationServer): void {
  const step = "discovery";
  const missing = REQUIRED_ENDPOINTS.find((name) => typeof metadata[name] !== "string");
  if (missing) throw new ProviderError("incomplete", { step, detail: missing });
  const insecure = [...REQUIRED_ENDPOINTS, "end_session_endpoint", "userinfo_endpoint"]
    .map((name) => metadata[name])
    .find((url) => url !== undefined && !isSecureUrl(String(url)));
  if (insecure !== undefined) throw new ProviderError("insecure", { step, url: String(insecure) });
}
