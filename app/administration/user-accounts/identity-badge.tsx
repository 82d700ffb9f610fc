export const identityLabel = (isLinked: boolean): string => (isLinked ? "Linked" : "Not signed in yet");

/** Whether an account has been matched with a person at the identity provider, who then can sign in to it. */
export const IdentityBadge = ({ isLinked }: { isLinked: boolean }) => (
  <span
    className={`inline-block rounded-xl border px-2.5 py-0.5 font-semibold text-xs tracking-wide ${isLinked ? LINKED : WAITING}`}
  >
    {identityLabel(isLinked)}
  </span>
);

const LINKED = "bg-good-soft text-good border-good/40";
const WAITING = "bg-raised text-muted border-line";
