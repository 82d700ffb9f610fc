import { headers } from "next/headers";
import { formText } from "#app/_forms/form-data.ts";
import { config } from "#lib/config/index.ts";
import { requestContext } from "#lib/http/request-context.ts";
import { PATH_HEADER } from "#lib/http/request-headers.ts";
import { safeReturnPath } from "#lib/http/return-path.ts";
import { returnUrlIn, safeReturnUrl } from "#lib/http/return-url.ts";

/** Where whoever has come in may be led on to, if it was asked for: back behind the gate, or to a page here; else home. */
export const safeReturnTo = (asked: string): string =>
  safeReturnUrl(asked, config().forwardAuthOrigins) ?? safeReturnPath(asked);

/** Where the address of the page being served says to go on to: with `back` behind the gate, with `next` to a page here. */
export async function readReturnTo({ next }: Readonly<{ next?: unknown }>): Promise<string> {
  const path = requestContext()?.sentPath ?? (await headers()).get(PATH_HEADER);
  return safeReturnUrl(returnUrlIn(path ?? ""), config().forwardAuthOrigins) ?? safeReturnPath(next);
}

/** Where a form that lets somebody in leads on to. */
export const returnTo = (form: FormData): string => safeReturnTo(formText(form, "next"));
