export const identityLabel = (isLinked: boolean): string => (isLinked ? "Linked" : "Not linked");

export const IdentityBadge = ({ isLinked }: { isLinked: boolean }) => (
  <span className={isLinked ? LINKED : "text-muted text-sm"}>{identityLabel(isLinked)}</span>
);

const LINKED =
  "inline-block rounded-full border border-good/40 bg-good-soft px-2.5 py-0.5 font-semibold text-good text-xs tracking-wide";
