import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";

export type ProductRequest = Readonly<{ url: string; headers: IncomingHttpHeaders }>;

/** A small product whose page shows the requested URL. */
export type Product = Readonly<{
  /** The latest last. */
  requests: readonly ProductRequest[];
  close(): void;
}>;

/** @param path the socket, which only the proxy can reach */
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
