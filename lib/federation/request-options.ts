import * as oauth from "oauth4webapi";
import type { ProviderStep } from "./problem-details.ts";
import { providerFetch } from "./provider-fetch.ts";

/** How the library asks the provider. Which addresses are safe is decided for each of them, in one place. */
export const requestOptions = (step: ProviderStep, signal: AbortSignal) => ({
  signal,
  [oauth.customFetch]: providerFetch(step),
  [oauth.allowInsecureRequests]: true,
});
