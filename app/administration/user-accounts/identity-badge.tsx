export const identityLabel = (isLinked: boolean): string => (isLinked ? "Linked" : "Not linked");

export const IdentityBadge = ({ isLinked }: { isLinked: boolean }) => (
  <span className={isLinked ? "badge badge-good" : "text-muted text-sm"}>{identityLabel(isLinked)}</span>
);
