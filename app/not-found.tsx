import type { Metadata } from "next";
import { paths } from "#lib/paths.ts";
import { FrontDoor } from "./ui/front-door.tsx";
import { Link } from "./ui/link.tsx";

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
