import { config } from "#lib/config.ts";

/** Whether people reach the product over https, so that cookies are for https alone. */
export const isSecure = (): boolean => config().appUrl.protocol === "https:";
