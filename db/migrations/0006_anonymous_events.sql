CREATE TABLE "anonymous_event_counts" (
	"event" text NOT NULL,
	"source" text NOT NULL,
	"window_start" timestamp (3) with time zone NOT NULL,
	"recorded" integer DEFAULT 0 NOT NULL,
	"summed" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "anonymous_event_counts_event_source_window_start_pk" PRIMARY KEY("event","source","window_start")
);
--> statement-breakpoint
ALTER TABLE "audit_events" ADD COLUMN "more_like_it" integer;--> statement-breakpoint
CREATE INDEX "anonymous_event_counts_by_window" ON "anonymous_event_counts" USING btree ("window_start");--> statement-breakpoint
CREATE INDEX "audit_events_about_no_account" ON "audit_events" USING btree ("at") WHERE "audit_events"."actor_id" IS NULL AND "audit_events"."target_id" IS NULL;--> statement-breakpoint
ALTER TABLE "audit_events" ADD CONSTRAINT "audit_events_about_accounts_are_single" CHECK ("audit_events"."more_like_it" IS NULL OR ("audit_events"."actor_id" IS NULL AND "audit_events"."target_id" IS NULL));--> statement-breakpoint
DROP TRIGGER audit_events_are_append_only ON audit_events;--> statement-breakpoint
CREATE TRIGGER audit_events_are_append_only
	BEFORE UPDATE OR TRUNCATE ON audit_events
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();--> statement-breakpoint
CREATE TRIGGER audit_events_about_accounts_stay
	BEFORE DELETE ON audit_events
	FOR EACH ROW WHEN (OLD.actor_id IS NOT NULL OR OLD.target_id IS NOT NULL OR OLD.at > now() - interval '1 day')
	EXECUTE FUNCTION refuse_audit_change();
