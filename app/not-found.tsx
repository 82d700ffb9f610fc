import type { Metadata } from "next";
import Link from "next/link";
import { paths } from "#lib/paths.ts";
import { FrontDoor } from "./ui/front-door.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFoundPage() {
  return (
    <FrontDoor title="Not found" lead="There is no page at this address.">
      <Link href={paths.home} className="button button-primary">
        Go to the start page
      </Link>
    </FrontDoor>
  );
}
