import { once } from "node:events";
import type { Server } from "node:http";
import { connect } from "node:net";
import { OperatorError } from "#db/operator-error.ts";

/** Connects instead of listening, which would reset early connections. @throws OperatorError */
export async function assertPortIsFree(port: number): Promise<void> {
  const probe = connect({ port, host: "localhost" });
  const isTaken = await once(probe, "connect").then(
    () => true,
    () => false,
  );
  probe.destroy();
  if (isTaken) throw portInUse(port);
}

/** @throws OperatorError */
export async function listen(server: Server, port: number): Promise<void> {
  server.listen(port);
  await once(server, "listening").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EADDRINUSE") throw portInUse(port);
    if (error.code !== "EACCES") throw error;
    throw new OperatorError(`Permission to use port ${port} denied (${error.message}). Set PORT to a port above 1023.`);
  });
}

const portInUse = (port: number) =>
  new OperatorError(`Port ${port} is already in use. Stop the program that uses it, or set PORT to another port.`);
