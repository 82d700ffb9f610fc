import type { ProviderStep } from "./problem-details.ts";
import { ProviderProblem } from "./provider-problem.ts";

type Asked = Readonly<{
  step: ProviderStep;
  address: string;
  /** What the provider may repeat in its description, and nobody should read. */
  secrets: readonly string[];
}>;

/** What a response of the provider's says went wrong; `undefined` for one that is as it should be. */
export async function problemIn(response: Response, { step, address, secrets }: Asked) {
  const { status } = response;
  if (status === 200) return undefined;
  const { error, description } = (await errorInBody(response)) ?? errorInChallenge(response);
  if (error === undefined) return new ProviderProblem("status", { step, address, status });
  return new ProviderProblem("oauth-error", {
    step,
    address,
    status,
    oauthError: withoutSecrets(error, secrets),
    oauthErrorDescription: description && withoutSecrets(description, secrets),
  });
}

export const withoutSecrets = (text: string, secrets: readonly string[]): string =>
  secrets.filter((secret) => secret !== "").reduce((shown, secret) => shown.replaceAll(secret, "…"), text);

type SaidError = Readonly<{ error?: string | undefined; description?: string | undefined }>;

/** RFC 6749, 5.2. */
async function errorInBody(response: Response): Promise<SaidError | undefined> {
  const body = await response
    .clone()
    .json()
    .catch(() => undefined);
  if (typeof body?.error !== "string" || body.error === "") return undefined;
  const { error, error_description: description } = body;
  return { error, description: typeof description === "string" ? description : undefined };
}

/** RFC 6750, 3; LemonLDAP::NG writes it without quotes. */
function errorInChallenge({ headers }: Response): SaidError {
  const challenge = headers.get("www-authenticate") ?? "";
  const parameter = (name: string) =>
    challenge
      .match(new RegExp(`\\b${name}=(?:"([^"]*)"|([^",]+))`))
      ?.slice(1)
      .join("");
  return { error: parameter("error"), description: parameter("error_description") };
}
