import { availableParallelism } from "node:os";
import { hash } from "@node-rs/bcrypt";
import type { Context } from "#bench/harness/context.ts";
import type { Figure, Part } from "#bench/harness/part.ts";
import { signInRequests, verifications } from "#bench/harness/sign-ins.ts";
import { medianOf } from "#bench/harness/statistics.ts";
import { completeEnvironment } from "#lib/config/index.ts";

/** Compares sign-ins with bcrypt alone, of which as many run at once as there are cores. */
export const part: Part = {
  title: "Sign-ins",
  database: "seeded",
  measure: async (context) => [
    ...(await compare(context, { cost: 10, seconds: 4, rate: { atLeast: 0.9 }, time: { atMost: 1.15 } })),
    ...(await compare(context, { cost: 12, seconds: 6, rate: { atLeast: 0.95 }, time: { atMost: 1.05 } })),
    await countCommits(context),
  ],
};

type Comparison = Readonly<{
  cost: number;
  seconds: number;
  rate: Readonly<{ atLeast: number }>;
  time: Readonly<{ atMost: number }>;
}>;

const WARM_UP = 50;
const COUNTED = 200;
const COMMITS_LIMIT = 3;

async function compare(context: Context, { cost, seconds, rate, time }: Comparison): Promise<readonly Figure[]> {
  const settings = { BCRYPT_COST: `${cost}` };
  completeEnvironment(settings);
  const server = await context.startServer(settings);
  const requests = await signInRequests(server);
  const bcrypt = await hash("a password", { cost });
  const rounds = await context.interleave({
    signIns: () => context.load(server, { requests, seconds }),
    hashes: () => verifications(bcrypt, availableParallelism(), seconds),
    signIn: () => context.load(server, { requests, seconds: seconds / 2, concurrency: 1 }),
    hash: () => verifications(bcrypt, 1, seconds / 2),
  });
  await server.stop();
  const [signIns, hashes] = [
    medianOf(rounds, (round) => round.signIns.perSecond),
    medianOf(rounds, (round) => round.hashes.perSecond),
  ];
  const [signIn, one] = [medianOf(rounds, (round) => round.signIn.p50), medianOf(rounds, (round) => round.hash.p50)];
  return [
    {
      name: `Sign-ins/s ÷ bcrypt verifications/s, cost ${cost}`,
      value: medianOf(rounds, (round) => round.signIns.perSecond / round.hashes.perSecond),
      limit: rate,
      detail: `${signIns.toFixed(1)}/s ÷ ${hashes.toFixed(1)}/s`,
    },
    {
      name: `Sign-in ÷ bcrypt verification, one at a time, p50, cost ${cost}`,
      value: medianOf(rounds, (round) => round.signIn.p50 / round.hash.p50),
      limit: time,
      detail: `${signIn.toFixed(1)} ms ÷ ${one.toFixed(1)} ms`,
    },
  ];
}

/** PostgreSQL counts the commits of a connection, at the latest when it is closed. */
async function countCommits(context: Context): Promise<Figure> {
  const settings = { BCRYPT_COST: "10" };
  completeEnvironment(settings);
  const commitsDuring = async (count: number) => {
    const before = await commits(context);
    const server = await context.startServer(settings);
    await context.load(server, { requests: await signInRequests(server), count });
    await server.stop();
    return (await commits(context)) - before;
  };
  const others = await commitsDuring(WARM_UP);
  const all = await commitsDuring(WARM_UP + COUNTED);
  return {
    name: "Commits per sign-in",
    value: (all - others) / COUNTED,
    limit: { atMost: COMMITS_LIMIT },
  };
}

async function commits({ sql }: Context): Promise<number> {
  const [row] = await sql<{ commits: number }[]>`
    SELECT xact_commit::int AS commits FROM pg_stat_database WHERE datname = current_database()`;
  return row?.commits ?? 0;
}
