import type { AccountState } from "#lib/accounts/core/state.ts";

const STYLES: Record<AccountState, string> = {
  ACTIVE: "bg-good-soft text-good border-good/40",
  LOCKED: "bg-danger-soft text-danger border-danger/40",
};

export const StateBadge = ({ state }: { state: AccountState }) => (
  <span
    className={`inline-block rounded-full border px-2.5 py-0.5 font-semibold text-xs tracking-wide ${STYLES[state]}`}
  >
    {state}
  </span>
);
