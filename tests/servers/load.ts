import { Agent, type IncomingHttpHeaders, request } from "node:http";

export type Answer = Readonly<{ status: number | undefined; headers: IncomingHttpHeaders }>;

/** Sequential requests of several clients over persistent connections. */
export type Load = Readonly<{
  answers: readonly (Answer & Readonly<{ askedAt: number }>)[];
  /** The error code that stopped each client. */
  ended: Promise<readonly (string | undefined)[]>;
}>;

/** Requests a page until the server refuses connections. */
export function startLoad(url: string, path: string, clients: number): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const answers: (Answer & { askedAt: number })[] = [];
  const client = async () => {
    for (;;) {
      const askedAt = performance.now();
      try {
        answers.push({ ...(await get(url, path, agent)), askedAt });
      } catch (error) {
        return (error as NodeJS.ErrnoException).code;
      }
    }
  };
  const ended = Promise.all(Array.from({ length: clients }, client));
  return { answers, ended: ended.finally(() => agent.destroy()) };
}

export function get(url: string, path: string, agent?: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request(`${url}${path}`, { agent }, (response) => {
      response.once("error", reject);
      response.once("end", () => resolve({ status: response.statusCode, headers: response.headers }));
      response.resume();
    });
    asking.once("error", reject);
    asking.end();
  });
}
