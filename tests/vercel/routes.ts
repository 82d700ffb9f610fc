/** The part of Vercel's Build Output API v3 (`.vercel/output/config.json`) that Next.js uses. */
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
  /** Changes to request headers. A route with nothing else does not end a phase. */
  transforms?: readonly Readonly<{ type: string; op: string; target: Readonly<{ key: string }>; args: string }>[];
}>;

type Condition = Readonly<{ type: string; key: string; value?: string }>;

/** The state of a request during routing. */
export type Routed = {
  readonly method: string;
  path: string;
  query: URLSearchParams;
  /** Request headers, which a middleware may change. */
  headers: Record<string, string>;
  status: number | undefined;
  /** Response headers, unless the response sets them. */
  readonly defaults: Headers;
  /** Response headers that override others. */
  readonly fixed: Headers;
};

type Environment<Answer> = Readonly<{
  /** Whether a path has a file or a function. */
  exists(path: string): boolean;
  /** Runs a middleware; `undefined` if the request continues. */
  middleware(path: string): Promise<Answer | undefined>;
}>;

/**
 * Resolves the path of a request in the phases of the routes.
 * @returns the response of a middleware, if there is one
 */
export async function resolveRoute<Answer>(
  routes: readonly Route[],
  routed: Routed,
  environment: Environment<Answer>,
): Promise<Answer | undefined> {
  const answer = await applyInitialRoutes(routes, routed, environment);
  if (answer || routed.defaults.has("location")) return answer;
  for (const phase of ["filesystem", "miss", "rewrite"]) {
    if (environment.exists(routed.path)) break;
    for (const route of phaseOf(routes, phase)) {
      const before = { path: routed.path, query: routed.query };
      if (!apply(route, routed) || route.continue) continue;
      if (environment.exists(routed.path)) return undefined;
      if (!route.check) break;
      Object.assign(routed, before);
    }
  }
  if (!environment.exists(routed.path)) routeToError(routes, routed, 404);
  return undefined;
}

/** The routes before the first phase. */
async function applyInitialRoutes<Answer>(
  routes: readonly Route[],
  routed: Routed,
  environment: Environment<Answer>,
): Promise<Answer | undefined> {
  for (const route of phaseOf(routes, undefined)) {
    if (!apply(route, routed)) continue;
    if (route.middlewarePath) {
      const answer = await environment.middleware(route.middlewarePath);
      if (answer) return answer;
    }
    if (!route.continue && !route.transforms) return undefined;
  }
  return undefined;
}

/** Routes to the page for a status. */
function routeToError(routes: readonly Route[], routed: Routed, status: number): void {
  routed.status = status;
  const route = phaseOf(routes, "error").find((candidate) => candidate.status === status);
  if (route) apply(route, routed);
}

/** Applies the headers for a resolved path. */
export function applyHitRoutes(routes: readonly Route[], routed: Routed): void {
  for (const route of phaseOf(routes, "hit")) apply(route, routed);
}

function phaseOf(routes: readonly Route[], phase: string | undefined): readonly Route[] {
  const begin = phase === undefined ? 0 : routes.findIndex(({ handle }) => handle === phase) + 1;
  if (phase !== undefined && begin === 0) return [];
  const end = routes.findIndex(({ handle }, index) => handle !== undefined && index >= begin);
  return routes.slice(begin, end === -1 ? routes.length : end);
}

/** Applies a matching route; returns whether it matches. */
function apply(route: Route, routed: Routed): boolean {
  const found = match(route, routed);
  if (!found) return false;
  const filled = (text: string) => text.replace(/\$(\w+)/g, (_, name) => found[name] ?? "");
  for (const [name, value] of Object.entries(route.headers ?? {}))
    (route.important ? routed.fixed : routed.defaults).set(name, filled(value));
  for (const { type, op, target, args } of route.transforms ?? []) {
    if (type !== "request.headers" || op !== "set") throw new Error(`${op} ${type} is not supported.`);
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

/** The groups of the route's patterns, by number and name; `undefined` if the route does not match. */
function match({ src = "", methods, has = [], missing = [] }: Route, routed: Routed) {
  const found = matchWhole(src, routed.path);
  if (!found || (methods && !methods.includes(routed.method))) return undefined;
  const conditions = has.map((condition) => meets(condition, routed));
  if (conditions.includes(undefined) || missing.some((condition) => meets(condition, routed))) return undefined;
  return Object.assign({}, found, ...conditions);
}

function meets({ type, key, value }: Condition, { headers }: Routed): Readonly<Record<string, string>> | undefined {
  if (type !== "header") throw new Error(`Conditions on ${type} are not supported.`);
  const given = headers[key.toLowerCase()];
  if (given === undefined) return undefined;
  return value === undefined ? {} : matchWhole(value, given);
}

function matchWhole(pattern: string, text: string): Readonly<Record<string, string>> | undefined {
  const found = text.match(new RegExp(`^(?:${pattern})$`));
  return found ? { ...Object.fromEntries(found.entries()), ...found.groups } : undefined;
}
