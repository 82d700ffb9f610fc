import { performance } from "node:perf_hooks";
import { Client, type Dispatcher } from "undici";
import type { LoadJob, LoadOutcome } from "./load.ts";

/** Runs in a process of its own, so that it does not take time from what it measures. */
process.on("message", async (job: LoadJob) => {
  const outcome = await run(job).catch((error: Error): LoadOutcome => ({ error: error.message }));
  process.send?.(outcome);
});

async function run({ url, requests, concurrency, seconds, count }: LoadJob): Promise<LoadOutcome> {
  const clients = Array.from({ length: concurrency }, () => new Client(url, { bodyTimeout: 0, headersTimeout: 0 }));
  const latencies: number[] = [];
  let [next, bytes] = [0, 0];
  const began = performance.now();
  const isOver = () => (count === undefined ? performance.now() - began >= seconds * 1000 : next >= count);
  const send = async (client: Client) => {
    while (!isOver()) {
      const request = requests[next++ % requests.length] as LoadJob["requests"][number];
      const sent = performance.now();
      const length = await response(client, request);
      bytes += length;
      latencies.push(performance.now() - sent);
    }
  };
  try {
    await Promise.all(clients.map(send));
    return { latencies, bytes, seconds: (performance.now() - began) / 1000 };
  } finally {
    await Promise.all(clients.map((client) => client.destroy()));
  }
}

/** @returns the length of its body in bytes. @throws Error for another status than the expected one */
function response(client: Client, request: LoadJob["requests"][number]): Promise<number> {
  const { path, method = "GET", headers, body, status = 200 } = request;
  return new Promise((resolve, reject) => {
    let [bytes, actual] = [0, 0];
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart() {},
      onResponseStart(_controller, statusCode) {
        actual = statusCode;
      },
      onResponseData(_controller, chunk) {
        bytes += chunk.length;
      },
      onResponseEnd() {
        if (actual === status) resolve(bytes);
        else reject(new Error(`${method} ${path} responded with status ${actual} instead of ${status}.`));
      },
      onResponseError: (_controller, error) => reject(error),
    };
    client.dispatch({ path, method, headers: { ...headers }, body }, handler);
  });
}
