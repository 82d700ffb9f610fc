import type { Context } from "./context.ts";

/**
 * A part of the benchmark is a file `bench/parts/NAME.ts` that exports `part`. It runs by its name:
 *
 *   export const part: Part = {
 *     title: "List page", database: "seeded", isOnOneCore: true,
 *     async measure({ startServer, startBare, administratorCookie, load, interleave }) {
 *       const [server, bare, cookie] = [await startServer(), await startBare(), await administratorCookie()];
 *       const rounds = await interleave({
 *         list: () => load(server, { requests: [{ path: paths.accounts, headers: { cookie } }] }),
 *         bare: () => load(bare, { requests: [{ path: "/table" }] }),
 *       });
 *       return [{ name: "List page ÷ bare", value: medianOf(rounds, ({ list, bare }) => list.perSecond / bare.perSecond),
 *         limit: { atLeast: 0.4 } }];
 *     },
 *   };
 */
export type Part = Readonly<{
  title: string;
  /** Of which its servers get a copy of their own: with the number of accounts asked for, or without any. */
  database: "seeded" | "empty";
  /** Its servers share one core, the database and the load generators the other. */
  isOnOneCore?: boolean;
  /** Not part of a run without names. */
  isOnRequest?: boolean;
  measure(context: Context): Promise<readonly Figure[]>;
}>;

export type Figure = Readonly<{
  name: string;
  /** Undefined where this machine cannot tell. */
  value: number | undefined;
  /** Empty for a ratio. */
  unit?: string;
  limit?: Limit;
  /** What it was calculated from. */
  detail?: string;
}>;

export type Limit = Readonly<{ atLeast: number }> | Readonly<{ atMost: number }>;

export const isHeld = ({ value, limit }: Figure): boolean =>
  value === undefined || !limit || ("atLeast" in limit ? value >= limit.atLeast : value <= limit.atMost);
