"use client";

import { paths } from "#lib/paths.ts";
import { AuthFrame } from "./_components/auth-frame.tsx";

export default function NotFoundPage() {
  return (
    <AuthFrame title="Not found" lead="There's no page at this address.">
      <a href={paths.home} className="button button-primary w-full">
        Go to the home page
      </a>
    </AuthFrame>
  );
}
