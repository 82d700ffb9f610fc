import type { Metadata } from "next";
import { administratorPage } from "../../../guards.tsx";
import { House } from "../../../ui/house.tsx";
import { UpToDomains } from "../up.tsx";
import { AddGroupForm } from "./add-group-form.tsx";

export const metadata: Metadata = { title: "Add domain group" };

export default administratorPage(async (actor) => (
  <House actor={actor} room="domains" title="Add domain group" above={<UpToDomains />}>
    <div className="max-w-3xl">
      <AddGroupForm />
    </div>
  </House>
));
