import type { Instrumentation } from "next";
import { log } from "#lib/log.ts";

/** Notes a request that failed: its path without the query, which may carry what is nobody's business. */
export const onRequestError: Instrumentation.onRequestError = (error, request) => {
  const { name, message, digest } = error as Error & { digest?: string };
  // Its message quotes what could not be parsed.
  const said = error instanceof SyntaxError ? "The request could not be read." : message;
  log.error({ name, digest, method: request.method, path: request.path.split("?", 1)[0] }, said);
};
