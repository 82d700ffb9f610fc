import { ProviderError } from "./provider-error.ts";
import type { ProviderStep } from "./provider-error-details.ts";

type Request = Readonly<{
  step: ProviderStep;
  url: string;
  /** The provider may repeat them in an error description, which is logged. */
  secrets: readonly string[];
}>;

export async function errorIn(response: Response, { step, url, secrets }: Request): Promise<ProviderError | undefined> {
  const { status } = response;
  if (status === 200) return undefined;
  const { error, description } = (await errorInBody(response)) ?? errorInChallenge(response);
  if (error === undefined) return new ProviderError("status", { step, url, status });
  return new ProviderError("oauth-error", {
    step,
    url,
    status,
    oauthError: redact(error, secrets),
    oauthErrorDescription: description && redact(description, secrets),
  });
}

export const redact = (text: string, secrets: readonly string[]): string =>
  secrets.filter((secret) => secret !== "").reduce((redacted, secret) => redacted.replaceAll(secret, "…"), text);

type OAuthError = Readonly<{ error?: string | undefined; description?: string | undefined }>;

/** RFC 6749, 5.2. */
async function errorInBody(response: Response): Promise<OAuthError | undefined> {
  const body = await response
    .clone()
    .json()
    .catch(() => undefined);
  if (typeof body?.error !== "string" || body.error === "") return undefined;
  const { error, error_description: description } = body;
  return { error, description: typeof description === "string" ? description : undefined };
}

/** RFC 6750, 3; LemonLDAP::NG writes it without quotes. */
function errorInChallenge({ headers }: Response): OAuthError {
  const challenge = headers.get("www-authenticate") ?? "";
  const parameter = (name: string) =>
    challenge
      .match(new RegExp(`\\b${name}=(?:"([^"]*)"|([^",]+))`))
      ?.slice(1)
      .join("");
  return { error: parameter("error"), description: parameter("error_description") };
}
