import { performance } from "node:perf_hooks";
import { verify } from "@node-rs/bcrypt";
import { paths } from "#lib/paths.ts";
import { activeAccount, anonymousSource } from "#tests/db/people.ts";
import { filledIn } from "#tests/http/client.ts";
import { anonymousClient } from "#tests/http/clients.ts";
import { multipart } from "#tests/http/forms.ts";
import type { LoadRequest } from "./load.ts";
import type { Running } from "./servers.ts";
import { percentile } from "./statistics.ts";

const ACCOUNTS = 100;

/** The form of the sign-in page with the correct password, of accounts that each have an address of their own. */
export async function signInRequests(server: Running): Promise<readonly LoadRequest[]> {
  const client = anonymousClient(server);
  const form = await client.form(paths.login, "password");
  return Promise.all(
    Array.from({ length: ACCOUNTS }, async () => {
      const { email, password } = await activeAccount();
      const { type, body } = multipart(filledIn(form, { email, password }));
      const headers = {
        origin: client.origin,
        "content-type": type,
        "x-forwarded-for": String(anonymousSource().address),
      };
      return { path: paths.login, method: "POST", headers, body, status: 303 } as const;
    }),
  );
}

/** Of one hash again and again, in this process. */
export async function verifications(hash: string, concurrency: number, seconds: number) {
  const began = performance.now();
  const latencies: number[] = [];
  const verifyAgain = async () => {
    while (performance.now() - began < seconds * 1000) {
      const started = performance.now();
      await verify("another password", hash);
      latencies.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, verifyAgain));
  const perSecond = (latencies.length * 1000) / (performance.now() - began);
  return { perSecond, p50: percentile(latencies, 0.5) };
}
