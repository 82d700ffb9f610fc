import type { Actor } from "#lib/access/actor.ts";
import { deliveryWarning } from "#lib/mail/delivery-warning.ts";
import { paths } from "#lib/paths.ts";
import { Link } from "./link.tsx";

const counted = (count: number) => (count === 1 ? "1 mail" : `${count} mails`);

/** Tells administrators, wherever they are, that emails have been failing. */
export async function DeliveryWarning({ actor }: { actor: Actor }) {
  const trouble = await deliveryWarning(actor);
  if (!trouble) return null;
  const { failed, delayed } = trouble;
  return (
    <p className="rounded-lg border border-warning/40 bg-warning-soft px-4 py-3 text-warning print:hidden">
      {failed > 0 && `${counted(failed)} could not be sent. `}
      {delayed > 0 && `${counted(delayed)} ${delayed === 1 ? "waits" : "wait"} to be tried again. `}
      <Link href={paths.outgoingMail} className="font-medium underline underline-offset-3">
        Look at outgoing mail
      </Link>
    </p>
  );
}
