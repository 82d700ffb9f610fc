import { DatabaseSync } from "node:sqlite";

export type FileLock = Readonly<{ release(): void }>;

/**
 * The operating system releases the lock when the process dies. SQLite is the only part of Node that locks files.
 * @returns `undefined` when another process has the lock
 * @throws Error when the file cannot be opened for writing
 */
export function lockFile(path: string): FileLock | undefined {
  const file = new DatabaseSync(path, { timeout: 0 });
  try {
    file.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    file.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
  return { release: () => file.close() };
}

const SQLITE_BUSY = 5;

const isBusy = (error: unknown) => (error as { errcode?: number }).errcode === SQLITE_BUSY;
