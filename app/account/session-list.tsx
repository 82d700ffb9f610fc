import { SubmitButton } from "#app/_components/form-parts.tsx";
import { Time } from "#app/_components/time.tsx";
import { deviceName } from "#lib/http/device-name.ts";
import type { OwnSession } from "#lib/sessions/own-sessions.ts";
import { revokeOtherSessionsAction, revokeOwnSessionAction } from "./actions.ts";

export const SessionList = ({ sessions }: { sessions: readonly OwnSession[] }) => (
  <>
    <ul className="divide-y divide-line border-line border-y">
      {sessions.map((session) => (
        <li key={session.id} className="grid items-center gap-x-6 gap-y-2 py-3 md:grid-cols-[minmax(0,1fr)_17rem_8rem]">
          <div className="min-w-0">
            <p className="font-medium">
              {deviceName(session.userAgent)}
              {session.isCurrent && <span className="ml-2 text-good text-sm">This browser</span>}
            </p>
            <p className="text-muted text-sm">{session.address ?? "Unknown address"}</p>
          </div>
          <p className="text-muted text-sm">
            <span className="block">
              Last used <Time at={session.lastSeenAt} form="ago" />
            </span>
            <span className="block">
              Signed in <Time at={session.createdAt} form="ago" />
            </span>
          </p>
          {!session.isCurrent && (
            <form action={revokeOwnSessionAction}>
              <input type="hidden" name="session" value={session.id} />
              <SubmitButton kind="plain" busy="Ending…">
                End session
              </SubmitButton>
            </form>
          )}
        </li>
      ))}
    </ul>
    {sessions.length > 1 && (
      <form action={revokeOtherSessionsAction} className="mt-5">
        <SubmitButton kind="plain" busy="Signing out…">
          Sign out everywhere else
        </SubmitButton>
      </form>
    )}
  </>
);
