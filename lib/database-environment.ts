import { setDatabaseEnvironment } from "#db/environment.ts";
import { config } from "./config/index.ts";
import { keepAwake } from "./http/keep-awake.ts";
import { requestContext, setResponseStatus } from "./http/request-context.ts";
import { log } from "./logging/log.ts";

const RETRY_AFTER_SECONDS = 5;

/** Every process calls it at its start. */
export const provideDatabaseEnvironment = (): void =>
  setDatabaseEnvironment({
    settings: config,
    requestBudget: requestContext,
    onUnavailable: () => setResponseStatus({ status: 503, retryAfterSeconds: RETRY_AFTER_SECONDS, hasPage: false }),
    keepAwake,
    log,
  });
