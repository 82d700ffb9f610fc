import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { sourceOf } from "#lib/http/client-address.ts";

/** The rest is for the database, the log, and files being read. */
const SHARE_OF_DESCRIPTORS = 0.75;
const MOST_CONNECTIONS = 4_000;
/** Forty browsers behind one address, each with the six connections that it opens to a host. */
const CONNECTIONS_OF_ONE_SOURCE = 256;

/**
 * How many connections a server may hold at once.
 * @param proxied whether all connections come from a proxy, whose address says nothing about its clients
 */
export function connectionLimits(proxied: boolean): Readonly<{ total: number; perSource: number }> {
  const total = Math.min(MOST_CONNECTIONS, Math.floor(openFilesLimit() * SHARE_OF_DESCRIPTORS));
  return { total, perSource: proxied ? total : Math.min(CONNECTIONS_OF_ONE_SOURCE, total) };
}

/** Descriptors that this process may have open. */
function openFilesLimit(): number {
  if (!process.report) return Number.POSITIVE_INFINITY;
  // Looking up the names of addresses takes long.
  Object.assign(process.report, { excludeNetwork: true });
  const report = process.report.getReport() as { userLimits?: { open_files?: { soft: number | "unlimited" } } };
  const limit = report.userLimits?.open_files?.soft;
  return typeof limit === "number" ? limit : Number.POSITIVE_INFINITY;
}

/**
 * Keeps a server within its limits by closing what has waited longest for a request to be whole: idle connections, and
 * those that dribble. A new one is closed only when all the others are being answered.
 */
export function limitConnections(server: Server, { total, perSource }: ReturnType<typeof connectionLimits>) {
  const all = new Set<Socket>();
  const bySource = new Map<string, Set<Socket>>();
  /** By how long they have waited, the longest first. */
  const waiting = new Set<Socket>();
  const unanswered = new WeakMap<Socket, number>();

  const closeOneOf = (group: ReadonlySet<Socket>, latest: Socket) => {
    for (const socket of waiting) {
      if (!group.has(socket)) continue;
      waiting.delete(socket);
      socket.destroy();
      return;
    }
    latest.destroy();
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
    /** Closes all that wait for a request to be whole. */
    closeWaiting() {
      for (const socket of waiting) socket.destroy();
    },
  };
}
