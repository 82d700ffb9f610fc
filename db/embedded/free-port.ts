import { once } from "node:events";
import { createServer } from "node:net";

/** The wanted port of the loopback address when it is free, else another one that is. */
export async function freePort(wanted: number | undefined): Promise<number> {
  return (wanted && (await tryPort(wanted))) || ((await tryPort(0)) as number);
}

async function tryPort(port: number): Promise<number | undefined> {
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch {
    return undefined;
  }
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" ? address?.port : undefined;
}
