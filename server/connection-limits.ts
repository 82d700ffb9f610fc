import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { sourceOf } from "#lib/http/client-address.ts";

/** The rest is for the database, the log and files. */
const SHARE_OF_DESCRIPTORS = 0.75;
const MAX_CONNECTIONS = 4_000;
/** About forty browsers behind one address, with six connections each. */
const MAX_CONNECTIONS_PER_SOURCE = 256;

/** @param proxied whether all connections come from a proxy, so that there is no limit per source */
export function connectionLimits(proxied: boolean): Readonly<{ total: number; perSource: number }> {
  const total = Math.min(MAX_CONNECTIONS, Math.floor(openFilesLimit() * SHARE_OF_DESCRIPTORS));
  return { total, perSource: proxied ? total : Math.min(MAX_CONNECTIONS_PER_SOURCE, total) };
}

function openFilesLimit(): number {
  if (!process.report) return Number.POSITIVE_INFINITY;
  // Reverse DNS lookups are slow.
  Object.assign(process.report, { excludeNetwork: true });
  const report = process.report.getReport() as { userLimits?: { open_files?: { soft: number | "unlimited" } } };
  const limit = report.userLimits?.open_files?.soft;
  return typeof limit === "number" ? limit : Number.POSITIVE_INFINITY;
}

/**
 * Enforces the limits by closing the connection that has waited longest for a complete request, be it idle or slow. A new
 * connection is closed only if requests are being answered on all others.
 */
export function limitConnections(server: Server, { total, perSource }: ReturnType<typeof connectionLimits>) {
  const all = new Set<Socket>();
  const bySource = new Map<string, Set<Socket>>();
  const waiting = new Set<Socket>();
  const unanswered = new WeakMap<Socket, number>();

  const closeOneOf = (sockets: ReadonlySet<Socket>, newest: Socket) => {
    for (const socket of waiting) {
      if (!sockets.has(socket)) continue;
      waiting.delete(socket);
      socket.destroy();
      return;
    }
    newest.destroy();
  };

  server.on("connection", (socket: Socket) => {
    const source = sourceOf(socket.remoteAddress ?? "");
    const ofSource = bySource.get(source) ?? new Set();
    bySource.set(source, ofSource.add(socket));
    all.add(socket);
    socket.once("close", () => {
      all.delete(socket);
      waiting.delete(socket);
      ofSource.delete(socket);
      if (ofSource.size === 0 && bySource.get(source) === ofSource) bySource.delete(source);
    });
    if (ofSource.size > perSource) closeOneOf(ofSource, socket);
    if (all.size > total) closeOneOf(all, socket);
    if (!socket.destroyed) waiting.add(socket);
  });

  server.on("request", ({ socket }: IncomingMessage, response: ServerResponse) => {
    waiting.delete(socket);
    unanswered.set(socket, (unanswered.get(socket) ?? 0) + 1);
    response.once("close", () => {
      const left = (unanswered.get(socket) ?? 1) - 1;
      unanswered.set(socket, left);
      if (left === 0 && !socket.destroyed) waiting.add(socket);
    });
  });

  return {
    count: () => all.size,
    closeWaiting() {
      for (const socket of waiting) socket.destroy();
    },
  };
}
