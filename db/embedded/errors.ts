/** The embedded PostgreSQL cannot be used; the message is a whole sentence for the operator. */
export class EmbeddedPostgresError extends Error {
  override name = "EmbeddedPostgresError";
}

/** Another process uses this data directory right now. */
export class DataInUseError extends EmbeddedPostgresError {
  override name = "DataInUseError";
}
