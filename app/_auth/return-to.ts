import { headers } from "next/headers";
import { formText } from "#app/_forms/form-data.ts";
import { config } from "#lib/config/index.ts";
import { requestContext } from "#lib/http/request-context.ts";
import { PATH_HEADER } from "#lib/http/request-headers.ts";
import { safeReturnPath } from "#lib/http/return-path.ts";
import { returnUrlIn, safeReturnUrl } from "#lib/http/return-url.ts";

/** The requested return address if it is allowed: behind forward authentication or a path here. Else the home page. */
export const safeReturnTo = (asked: string): string =>
  safeReturnUrl(asked, config().forwardAuthOrigins) ?? safeReturnPath(asked);

/** The return address in the URL: `back` for forward authentication, `next` for a path here. */
export async function readReturnTo({ next }: Readonly<{ next?: unknown }>): Promise<string> {
  const path = requestContext()?.sentPath ?? (await headers()).get(PATH_HEADER);
  return safeReturnUrl(returnUrlIn(path ?? ""), config().forwardAuthOrigins) ?? safeReturnPath(next);
}

export const returnTo = (form: FormData): string => safeReturnTo(formText(form, "next"));
