import type { Actor } from "#lib/access/actor.ts";
import { deliveryWarning } from "#lib/mail/delivery-warning.ts";
import { paths } from "#lib/paths.ts";

const emailCount = (count: number) => (count === 1 ? "1 email" : `${count} emails`);

/** Warns administrators on every page while emails are failing. */
export async function DeliveryWarning({ actor }: { actor: Actor }) {
  const warning = await deliveryWarning(actor);
  if (!warning) return null;
  const { failed, delayed } = warning;
  return (
    <p className="rounded-lg border border-warning/40 bg-warning-soft px-4 py-3 text-warning print:hidden">
      {failed > 0 && `${emailCount(failed)} couldn't be sent. `}
      {delayed > 0 && `${emailCount(delayed)} ${delayed === 1 ? "is" : "are"} waiting to be retried. `}
      <a href={paths.outgoingMail} className="font-medium underline underline-offset-3">
        View outgoing mail
      </a>
    </p>
  );
}
