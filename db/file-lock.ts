import { DatabaseSync } from "node:sqlite";

export type FileLock = Readonly<{ release(): void }>;

/**
 * Takes an exclusive lock on a file, which is created when missing; `undefined` when somebody else holds it.
 *
 * The operating system lets go of the lock when its holder dies, however it dies, so that no process id that was
 * given out again can be mistaken for the holder. SQLite is the one piece of Node that locks files.
 * @throws when the file cannot be opened for writing.
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
