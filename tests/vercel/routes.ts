/** Vercel's Build Output API, version 3, as far as Next.js makes use of it: `.vercel/output/config.json`. */
export type Route = Readonly<{
  handle?: string;
  src?: string;
  dest?: string;
  headers?: Readonly<Record<string, string>>;
  methods?: readonly string[];
  status?: number;
  continue?: boolean;
  check?: boolean;
  important?: boolean;
  has?: readonly Condition[];
  missing?: readonly Condition[];
  middlewarePath?: string;
  /** What it changes about the headers of a request. A route with nothing else ends no phase. */
  transforms?: readonly Readonly<{ type: string; op: string; target: Readonly<{ key: string }>; args: string }>[];
}>;

type Condition = Readonly<{ type: string; key: string; value?: string }>;

/** A request on its way through the routes. */
export type Routed = {
  readonly method: string;
  path: string;
  query: URLSearchParams;
  /** Of the request; a middleware may change them. */
  headers: Record<string, string>;
  status: number | undefined;
  /** Of the answer, where what answers sets no others. */
  readonly defaults: Headers;
  /** Of the answer, whatever answers. */
  readonly fixed: Headers;
};

type Surroundings<Answer> = Readonly<{
  /** Whether there is a file or a function at a path. */
  exists(path: string): boolean;
  /** Runs a middleware; what it returns is the answer, and nothing means that the request goes on. */
  middleware(path: string): Promise<Answer | undefined>;
}>;

/**
 * Leads a request through the phases of the routes, up to a path at which there is something.
 * @returns the answer of a middleware that gave one
 */
export async function lead<Answer>(
  routes: readonly Route[],
  routed: Routed,
  around: Surroundings<Answer>,
): Promise<Answer | undefined> {
  const answer = await first(routes, routed, around);
  if (answer || routed.defaults.has("location")) return answer;
  for (const phase of ["filesystem", "miss", "rewrite"]) {
    if (around.exists(routed.path)) break;
    for (const route of phaseOf(routes, phase)) {
      const before = { path: routed.path, query: routed.query };
      if (!apply(route, routed) || route.continue) continue;
      if (around.exists(routed.path)) return undefined;
      if (!route.check) break;
      Object.assign(routed, before);
    }
  }
  if (!around.exists(routed.path)) fail(routes, routed, 404);
  return undefined;
}

/** What every request goes through before anything is looked for. */
async function first<Answer>(
  routes: readonly Route[],
  routed: Routed,
  around: Surroundings<Answer>,
): Promise<Answer | undefined> {
  for (const route of phaseOf(routes, undefined)) {
    if (!apply(route, routed)) continue;
    if (route.middlewarePath) {
      const answer = await around.middleware(route.middlewarePath);
      if (answer) return answer;
    }
    if (!route.continue && !route.transforms) return undefined;
  }
  return undefined;
}

/** Leads to the page for a status. */
function fail(routes: readonly Route[], routed: Routed, status: number): void {
  routed.status = status;
  const route = phaseOf(routes, "error").find((candidate) => candidate.status === status);
  if (route) apply(route, routed);
}

/** Adds the headers of what was found at a path. */
export function hit(routes: readonly Route[], routed: Routed): void {
  for (const route of phaseOf(routes, "hit")) apply(route, routed);
}

function phaseOf(routes: readonly Route[], phase: string | undefined): readonly Route[] {
  const begin = phase === undefined ? 0 : routes.findIndex(({ handle }) => handle === phase) + 1;
  if (phase !== undefined && begin === 0) return [];
  const end = routes.findIndex(({ handle }, index) => handle !== undefined && index >= begin);
  return routes.slice(begin, end === -1 ? routes.length : end);
}

/** Does to a request what a route says, if it is about it; returns whether it is. */
function apply(route: Route, routed: Routed): boolean {
  const found = match(route, routed);
  if (!found) return false;
  const filled = (text: string) => text.replace(/\$(\w+)/g, (_, name) => found[name] ?? "");
  for (const [name, value] of Object.entries(route.headers ?? {}))
    (route.important ? routed.fixed : routed.defaults).set(name, filled(value));
  for (const { type, op, target, args } of route.transforms ?? []) {
    if (type !== "request.headers" || op !== "set") throw new Error(`To ${op} ${type} is not known here.`);
    routed.headers[target.key] = args;
  }
  if (route.status) routed.status = route.status;
  if (route.dest) {
    const [path = "", query] = filled(route.dest).split("?");
    routed.path = path;
    routed.query = new URLSearchParams(
      Object.entries({ ...Object.fromEntries(routed.query), ...Object.fromEntries(new URLSearchParams(query)) }),
    );
  }
  return true;
}

/** What the groups of a route's patterns hold, by number and by name; `undefined` where it is not about a request. */
function match({ src = "", methods, has = [], missing = [] }: Route, routed: Routed) {
  const found = whole(src, routed.path);
  if (!found || (methods && !methods.includes(routed.method))) return undefined;
  const conditions = has.map((condition) => meets(condition, routed));
  if (conditions.includes(undefined) || missing.some((condition) => meets(condition, routed))) return undefined;
  return Object.assign({}, found, ...conditions);
}

function meets({ type, key, value }: Condition, { headers }: Routed): Readonly<Record<string, string>> | undefined {
  if (type !== "header") throw new Error(`A condition on a ${type} is not known here.`);
  const given = headers[key.toLowerCase()];
  if (given === undefined) return undefined;
  return value === undefined ? {} : whole(value, given);
}

function whole(pattern: string, text: string): Readonly<Record<string, string>> | undefined {
  const found = text.match(new RegExp(`^(?:${pattern})$`));
  return found ? { ...Object.fromEntries(found.entries()), ...found.groups } : undefined;
}
