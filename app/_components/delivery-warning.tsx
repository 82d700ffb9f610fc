import type { Actor } from "#lib/access/actor.ts";
import { deliveryWarning } from "#lib/mail/delivery-warning.ts";
import { paths } from "#lib/paths.ts";
import { Link } from "./link.tsx";

const emailCount = (count: number) => (count === 1 ? "1 email" : `${count} emails`);

/** Warns administrators on every page while emails are failing. */
export async function DeliveryWarning({ actor }: { actor: Actor }) {
  const warning = await deliveryWarning(actor);
  if (!warning) return null;
  const { failed, delayed } = warning;
  return (
    <p className="mb-6 rounded-lg border border-notice/40 bg-notice-soft px-4 py-3 text-notice print:hidden">
      {failed > 0 && `${emailCount(failed)} could not be delivered. `}
      {delayed > 0 && `${emailCount(delayed)} ${delayed === 1 ? "is" : "are"} delayed and will be retried. `}
      <Link href={paths.outgoingMail} className="font-medium underline underline-offset-3">
        View outgoing mail
      </Link>
    </p>
  );
}
