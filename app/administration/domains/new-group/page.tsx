import type { Metadata } from "next";
import { administratorPage } from "#app/_auth/page-guards.tsx";
import { House } from "#app/_components/app-shell.tsx";
import { UpToDomains } from "#app/administration/domains/domain-breadcrumb.tsx";
import { AddGroupForm } from "./add-group-form.tsx";

export const metadata: Metadata = { title: "Add domain group" };

export default administratorPage(async (actor) => (
  <House actor={actor} room="domains" title="Add domain group" above={<UpToDomains />}>
    <div className="max-w-3xl">
      <AddGroupForm />
    </div>
  </House>
));
