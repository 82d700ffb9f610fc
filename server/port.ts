import { once } from "node:events";
import type { Server } from "node:http";
import { connect } from "node:net";
import { OperatorError } from "#db/operator-error.ts";

/**
 * Expects that nothing listens on a port yet. Only listening would tell for sure, and would reset the connections of
 * those who come too early.
 * @throws OperatorError when something does
 */
export async function assertPortIsFree(port: number): Promise<void> {
  const probe = connect({ port, host: "localhost" });
  const isTaken = await once(probe, "connect").then(
    () => true,
    () => false,
  );
  probe.destroy();
  if (isTaken) throw portInUse(port);
}

/** Listens on a port. @throws OperatorError when that is not possible */
export async function listen(server: Server, port: number): Promise<void> {
  server.listen(port);
  await once(server, "listening").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EADDRINUSE") throw portInUse(port);
    if (error.code !== "EACCES") throw error;
    throw new OperatorError(
      `Port ${port} may not be used by this user (${error.message}). Set PORT to one above 1023.`,
    );
  });
}

const portInUse = (port: number) =>
  new OperatorError(`Port ${port} is in use. Stop what is using it, or set PORT to another one.`);
