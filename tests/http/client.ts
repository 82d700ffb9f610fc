import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from "node:http";
import { type Field, type Form, formsIn, multipart } from "./forms.ts";

export type Answer = Readonly<{
  status: number;
  headers: IncomingHttpHeaders;
  setCookies: readonly string[];
  body: string;
}>;

type Sent = Readonly<{ headers?: Headers; body?: string | Buffer }>;

/** `undefined` removes a default header. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** One connection per request, so that a broken one does not affect the next. */
const agent = new Agent({ keepAlive: false });

/** Resolves `localhost` to IPv4. */
function addressOf(url: string): Readonly<{ host: string; port: string }> {
  const { hostname, port } = new URL(url);
  return { host: hostname === "localhost" ? "127.0.0.1" : hostname, port };
}

/** Follows no redirect. */
export function send(url: string, method: string, path: string, { headers = {}, body }: Sent = {}): Promise<Answer> {
  const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
  const given = Object.fromEntries(
    Object.entries({ ...length, ...headers }).filter(([, value]) => value !== undefined),
  );
  return new Promise((resolve, reject) => {
    const options = { ...addressOf(url), method, path, agent, headers: given as OutgoingHttpHeaders };
    const sending = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.once("error", reject);
      response.once("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          setCookies: response.headers["set-cookie"] ?? [],
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sending.once("error", reject);
    sending.end(body);
  });
}

/** A browser without scripts, whose headers can be overridden. */
export class Client {
  readonly url: string;
  /** Sent with its forms. */
  readonly origin: string;
  readonly cookies = new Map<string, string>();
  readonly #headers: Headers;

  constructor(server: Readonly<{ url: string; environment: Readonly<Record<string, string>> }>, headers: Headers = {}) {
    this.url = server.url;
    this.origin = server.environment.APP_URL ?? server.url;
    this.#headers = headers;
  }

  async send(method: string, path: string, { headers = {}, body }: Sent = {}): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ") || undefined;
    const answer = await send(this.url, method, path, { headers: { cookie, ...this.#headers, ...headers }, body });
    for (const line of answer.setCookies) this.#keep(line);
    return answer;
  }

  get(path: string, headers?: Headers): Promise<Answer> {
    return this.send("GET", path, { headers });
  }

  /** Requests a page as Next.js's client-side navigation does. */
  async getInPlace(path: string, headers: Headers = {}): Promise<Answer> {
    const asked = { rsc: "1", ...headers };
    const first = await this.get(path, asked);
    const { location } = first.headers;
    return location?.includes("_rsc") ? this.get(location, asked) : first;
  }

  post(path: string, fields: readonly Field[], headers: Headers = {}): Promise<Answer> {
    const { type, body } = multipart(fields);
    return this.send("POST", path, { headers: { origin: this.origin, "content-type": type, ...headers }, body });
  }

  /** The form on a page with a field of this name, unchanged. */
  async form(path: string, fieldName: string): Promise<Form> {
    const page = await this.get(path);
    const found = formsIn(page.body).find(({ names }) => names.includes(fieldName));
    if (!found) throw new Error(`${path} (${page.status}) has no form with a field ${fieldName}.`);
    return found;
  }

  /** Fills in a form and sends it; `undefined` leaves a field out. */
  async submit(path: string, fieldName: string, values: Values, headers?: Headers): Promise<Answer> {
    const form = await this.form(path, fieldName);
    return this.post(path, filledIn(form, values), headers);
  }

  /** Another browser with this one's cookies. */
  copy(server: Readonly<{ url: string; environment: Readonly<Record<string, string>> }>): Client {
    const copy = new Client(server, this.#headers);
    for (const [name, value] of this.cookies) copy.cookies.set(name, value);
    return copy;
  }

  #keep(line: string): void {
    const [pair = ""] = line.split(";", 1);
    const at = pair.indexOf("=");
    const value = pair.slice(at + 1);
    if (value === "" || /;\s*max-age=0/i.test(line)) this.cookies.delete(pair.slice(0, at));
    else this.cookies.set(pair.slice(0, at), value);
  }
}

export type Values = Readonly<Record<string, string | readonly string[] | undefined>>;

export function filledIn(form: Form, values: Values): Field[] {
  const untouched = form.fields.filter(([name]) => !(name in values));
  const typed = Object.entries(values).flatMap(([name, value]): Field[] =>
    (value === undefined ? [] : [value].flat()).map((one) => [name, one]),
  );
  return [...untouched, ...typed];
}

/** Announces a body, sends none of it, and returns the status of the response. */
export function announce(url: string, path: string, headers: OutgoingHttpHeaders): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const announcing = request({ ...addressOf(url), method: "POST", path, agent, headers }, (response) => {
      announcing.destroy();
      resolve(response.statusCode);
    });
    announcing.once("error", reject);
    announcing.flushHeaders();
  });
}
