"use client";

import type { EditConflict } from "#app/_forms/edit-conflict.ts";
import { Changes } from "./changes.tsx";
import { Alert } from "./form-parts.tsx";

export const ConflictAlert = ({ conflict }: { conflict: EditConflict<unknown> }) => (
  <Alert>
    Someone else changed this account while you were editing it. Your changes aren't saved yet.
    <Changes changes={conflict.changes} />
    Your edits are kept below and everything else is up to date. Save again to apply them.
  </Alert>
);
