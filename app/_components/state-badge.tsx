import type { AccountState } from "#lib/accounts/core/state.ts";

const CLASSES: Readonly<Record<AccountState, string>> = { ACTIVE: "badge badge-good", LOCKED: "badge badge-danger" };

export const StateBadge = ({ state }: { state: AccountState }) => <span className={CLASSES[state]}>{state}</span>;
