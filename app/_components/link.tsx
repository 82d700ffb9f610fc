import type { ComponentProps } from "react";

/** `InPlaceNavigation` follows it. `next/link` would cost more to render than the rest of most rows, and prefetch pages. */
export const Link = (props: ComponentProps<"a">) => <a {...props} />;
