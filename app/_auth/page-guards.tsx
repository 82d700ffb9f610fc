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
 * A page for signed-in users. `Forbidden` and `NotFound` become pages with their status: Next.js' own `forbidden()` and
 * `notFound()` leave the page empty without scripts.
 */
export const actorPage =
  <Props,>(render: ActorPage<Props>): Page<Props> =>
  async (props) => {
    const actor = await requireActor();
    try {
      return await render(actor, props);
    } catch (error) {
      if (error instanceof Forbidden)
        return setResponseStatus({ status: 403, hasPage: true }) ? forbiddenPage(actor) : forbidden();
      if (error instanceof NotFound)
        return setResponseStatus({ status: 404, hasPage: true }) ? notFoundPage(actor) : notFound();
      throw error;
    }
  };

/** A page for administrators. Others get a 403. */
export const administratorPage = <Props,>(render: ActorPage<Props>): Page<Props> =>
  actorPage(async (actor, props) => {
    await requireAdministrator(actor);
    return render(actor, props);
  });

/** A dialog for administrators. Empty when the account is gone or access was revoked. */
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

const forbiddenPage = (actor: Actor) => (
  <ErrorPage actor={actor} title="Not allowed">
    Only administrators can see this page. If you need access, ask an administrator.
  </ErrorPage>
);

const notFoundPage = (actor: Actor) => (
  <ErrorPage actor={actor} title="Not found">
    This page doesn't exist, or it has been deleted.
  </ErrorPage>
);
