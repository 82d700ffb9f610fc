import { paths } from "#lib/paths.ts";
import { FrontDoor } from "./ui/front-door.tsx";
import { Link } from "./ui/link.tsx";

export default function ForbiddenPage() {
  return (
    <FrontDoor title="Refused" lead="This was not sent by a page of this site, or is not yours to do.">
      <Link href={paths.home} className="button button-primary">
        Go to the start page
      </Link>
    </FrontDoor>
  );
}
