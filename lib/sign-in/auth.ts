import { setTimeout as wait } from "node:timers/promises";
import { RetryLater } from "#lib/errors.ts";
import { setResponseStatus } from "#lib/http/request-context.ts";
import { requestSource } from "#lib/http/request-source.ts";
import { configureNextAuth, type PasswordCredentials } from "#lib/sessions/next-auth.ts";
import { readSessionCookie } from "#lib/sessions/session-cookie.ts";
import { readKnownDevice, rememberDevice } from "./known-device.ts";
import { signIn } from "./sign-in.ts";

export const { handlers, startSession } = configureNextAuth(signInWithPassword);

/** @returns the new session's token; `undefined` for a refusal, after a pause */
async function signInWithPassword(credentials: PasswordCredentials): Promise<string | undefined> {
  const device = await readKnownDevice();
  const browser = { sessionToken: await readSessionCookie(), device };
  const outcome = await signIn(credentials, await requestSource(), browser).catch(respondRetryLater);
  if (!outcome.signedIn) {
    await wait(outcome.pauseMs);
    return undefined;
  }
  await rememberDevice(device, outcome.accountId);
  return outcome.sessionToken;
}

/** Sets the status, because next-auth turns every error into a redirect. */
function respondRetryLater(error: unknown): never {
  if (error instanceof RetryLater) {
    const { status, retryAfterSeconds } = error;
    setResponseStatus({ status, retryAfterSeconds, hasPage: true });
  }
  throw error;
}
