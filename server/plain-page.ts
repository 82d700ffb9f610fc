import type { ServerResponse } from "node:http";
import { PLAIN_HEADERS, type PlainStatus, plainHtml } from "#lib/http/plain-page.ts";

/** Answers with a plain page and ends the connection, whose request may not have been read. */
export function plainPage(response: ServerResponse, status: PlainStatus): void {
  response.writeHead(status, { ...PLAIN_HEADERS, Connection: "close" }).end(plainHtml(status));
}
