import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";

export type ProductRequest = Readonly<{ url: string; headers: IncomingHttpHeaders }>;

/** A small product: its page says at which address it was asked. */
export type Product = Readonly<{
  /** Every request that has reached it, the latest last. */
  requests: readonly ProductRequest[];
  close(): void;
}>;

/**
 * Opens the product at a socket, where nobody but the proxy can reach it.
 * @param path of the socket
 */
export async function openProduct(path: string): Promise<Product> {
  const requests: ProductRequest[] = [];
  const server = createServer(({ headers, url = "" }, response) => {
    requests.push({ url, headers });
    response.setHeader("content-type", "text/html");
    response.end(
      `<!doctype html><html lang="en"><title>Product</title><link rel="icon" href="data:,"><h1>The product at ${url}</h1>`,
    );
  });
  server.listen(path);
  await once(server, "listening");
  return {
    requests,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
