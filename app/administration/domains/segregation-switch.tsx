import { ActionForm } from "./action-form.tsx";
import { switchSegregationAction } from "./actions.ts";

const MEANING = {
  on: "Accounts see only what lies in the domains they are restricted to; without a restriction, and as Administrators, everything. Switched off, nobody is restricted any more, and all domains and restrictions are kept for later.",
  off: "Nobody is restricted: every account sees everything its roles allow. Domains and restrictions are kept, and hidden from the forms of user accounts. Switched on, they count from the next click.",
} as const;

/** Whether domains count, what that means, and the switch. */
export const Segregation = ({ isOn }: { isOn: boolean }) => (
  <section
    className="card flex flex-wrap items-start justify-between gap-x-8 gap-y-4 p-6"
    aria-labelledby="segregation"
  >
    <div className="max-w-2xl flex-1 basis-80">
      <h2 id="segregation">Segregation is {isOn ? "on" : "off"}</h2>
      <p className="mt-1 text-muted">{MEANING[isOn ? "on" : "off"]}</p>
    </div>
    <ActionForm
      action={switchSegregationAction}
      fields={{ segregation: isOn ? "off" : "on" }}
      kind={isOn ? "plain" : "primary"}
      label={isOn ? "Switch off" : "Switch on"}
      busy="Switching …"
    />
  </section>
);
