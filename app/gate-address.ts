import { headers } from "next/headers";
import { config } from "#lib/config.ts";
import { requestContext } from "#lib/http/request-context.ts";
import { PATH_HEADER } from "#lib/http/request-headers.ts";
import { addressIn, safeReturnAddress } from "#lib/http/return-address.ts";
import { safeReturnPath } from "#lib/http/return-path.ts";
import { sentText } from "./sent-form.ts";

/** The address behind the gate that the request's own address says to go back to, if it is one of those allowed. */
export async function gateAddress(): Promise<string | undefined> {
  const path = requestContext()?.sentPath ?? (await headers()).get(PATH_HEADER);
  return safeReturnAddress(addressIn(path ?? ""), config().gateOrigins);
}

/** Where a form that lets somebody in leads on to: back behind the gate, or to a page here. */
export const wayOn = (form: FormData): string =>
  safeReturnAddress(sentText(form, "back"), config().gateOrigins) ?? safeReturnPath(sentText(form, "next"));
