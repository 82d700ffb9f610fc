import { headers } from "next/headers";
import { forbidden } from "next/navigation";
import type { Actor } from "#lib/access/actor.ts";
import { config } from "#lib/config/index.ts";
import { isOwnOrigin } from "#lib/http/own-origin.ts";
import { markActionStarted } from "#lib/http/request-context.ts";
import { requireActor } from "./require-actor.ts";

/** Rejects forms from other origins. Every action calls it, or `requireActingActor`, first. */
export async function requireOwnOrigin(): Promise<void> {
  markActionStarted();
  if (!isOwnOrigin(await headers(), config().appUrl)) forbidden();
}

/** The signed-in account that sends a form. */
export async function requireActingActor(): Promise<Actor> {
  await requireOwnOrigin();
  return requireActor();
}
