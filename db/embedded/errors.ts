import { OperatorError } from "#lib/operator-error.ts";

/** The embedded PostgreSQL cannot be used; the message is a whole sentence for the operator. */
export class EmbeddedPostgresError extends OperatorError {
  override name = "EmbeddedPostgresError";
}

/** Another process uses this data directory right now. */
export class DataInUseError extends EmbeddedPostgresError {
  override name = "DataInUseError";
}
