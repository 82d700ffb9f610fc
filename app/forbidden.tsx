"use client";

import { paths } from "#lib/paths.ts";
import { AuthFrame } from "./_components/auth-frame.tsx";

export default function ForbiddenPage() {
  return (
    <AuthFrame title="Not allowed" lead="This request didn't come from this site, or you don't have permission.">
      <a href={paths.home} className="button button-primary w-full">
        Go to the home page
      </a>
    </AuthFrame>
  );
}
