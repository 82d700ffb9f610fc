import { forbidden, notFound } from "next/navigation";
import type { ReactNode } from "react";
import { ErrorPage } from "#app/_components/error-page.tsx";
import type { Actor } from "#lib/access/actor.ts";
import { requireAdministrator } from "#lib/authorization/as-administrator.ts";
import { Forbidden, NotFound } from "#lib/errors.ts";
import { setResponseStatus } from "#lib/http/request-context.ts";
import { requireActor } from "./require-actor.ts";

type Page<Props> = (props: Props) => Promise<ReactNode>;
type ActorPage<Props> = (actor: Actor, props: Props) => Promise<ReactNode>;

/**
 * A page for whoever is signed in. What the use cases refuse becomes a page that says so, with its status: Next.js'
 * own ways to a 403 or 404 leave the page empty where scripts do not run.
 */
export const actorPage =
  <Props,>(render: ActorPage<Props>): Page<Props> =>
  async (props) => {
    const actor = await requireActor();
    try {
      return await render(actor, props);
    } catch (error) {
      if (error instanceof Forbidden)
        return setResponseStatus({ status: 403, hasPage: true }) ? refused(actor) : forbidden();
      if (error instanceof NotFound)
        return setResponseStatus({ status: 404, hasPage: true }) ? missing(actor) : notFound();
      throw error;
    }
  };

/** A page for administrators; everybody else gets a 403 that says so. */
export const administratorPage = <Props,>(render: ActorPage<Props>): Page<Props> =>
  actorPage(async (actor, props) => {
    await requireAdministrator(actor);
    return render(actor, props);
  });

/**
 * A dialog for administrators over a page of theirs. Where it has become pointless, because the account is gone or
 * the right to it is, there is none; the page below says the rest when it is next loaded.
 */
export const administratorDialog =
  <Props,>(render: ActorPage<Props>): Page<Props> =>
  async (props) => {
    const actor = await requireActor();
    try {
      await requireAdministrator(actor);
      return await render(actor, props);
    } catch (error) {
      if (error instanceof Forbidden || error instanceof NotFound) return null;
      throw error;
    }
  };

const refused = (actor: Actor) => (
  <ErrorPage actor={actor} title="Not allowed">
    Only administrators can see this page. If you need access, ask an administrator.
  </ErrorPage>
);

const missing = (actor: Actor) => (
  <ErrorPage actor={actor} title="Not found">
    This page doesn't exist, or it has been deleted.
  </ErrorPage>
);
