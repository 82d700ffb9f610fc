import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export type ProductRequest = Readonly<{ url: string; headers: IncomingHttpHeaders }>;

/** A small product: its page says at which address it was asked. */
export type Product = Readonly<{
  port: number;
  /** Every request that has reached it, the latest last. */
  requests: readonly ProductRequest[];
  close(): void;
}>;

export async function openProduct(): Promise<Product> {
  const requests: ProductRequest[] = [];
  const server = createServer(({ headers, url = "" }, response) => {
    requests.push({ url, headers });
    response.setHeader("content-type", "text/html");
    response.end(
      `<!doctype html><html lang="en"><title>Product</title><link rel="icon" href="data:,"><h1>The product at ${url}</h1>`,
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
