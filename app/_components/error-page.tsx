import type { ReactNode } from "react";
import type { Actor } from "#lib/access/actor.ts";
import { paths } from "#lib/paths.ts";
import { AppShell } from "./app-shell.tsx";

export const ErrorPage = ({ actor, title, children }: { actor: Actor; title: string; children: ReactNode }) => (
  <AppShell actor={actor} title={title}>
    <div className="card p-6">
      <p className="mb-5">{children}</p>
      <a href={paths.home} className="button button-plain">
        Go to the home page
      </a>
    </div>
  </AppShell>
);
