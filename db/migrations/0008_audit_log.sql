DROP INDEX "audit_events_by_target";--> statement-breakpoint
CREATE INDEX "audit_events_by_time" ON "audit_events" USING btree ("at","id");--> statement-breakpoint
CREATE INDEX "audit_events_by_event" ON "audit_events" USING btree ("event","at","id");--> statement-breakpoint
CREATE INDEX "audit_events_by_actor" ON "audit_events" USING btree (hashtextextended(coalesce("actor_id"::text, "actor_label"), 0),"event","at","id");--> statement-breakpoint
CREATE INDEX "audit_events_by_address" ON "audit_events" USING btree (hashtextextended("address", 0),"event","at","id");--> statement-breakpoint
CREATE INDEX "audit_events_by_actor_and_target" ON "audit_events" USING btree (hashtextextended(coalesce("target_id"::text, "target_label"), hashtextextended(coalesce("actor_id"::text, "actor_label"), 0)),"event","at","id");--> statement-breakpoint
CREATE INDEX "audit_events_by_actor_and_address" ON "audit_events" USING btree (hashtextextended("address", hashtextextended(coalesce("actor_id"::text, "actor_label"), 0)),"event","at","id");--> statement-breakpoint
CREATE INDEX "audit_events_by_target_and_address" ON "audit_events" USING btree (hashtextextended("address", hashtextextended(coalesce("target_id"::text, "target_label"), 0)),"event","at","id");--> statement-breakpoint
CREATE INDEX "audit_events_by_target_label" ON "audit_events" USING btree ("target_label","target_id") WHERE "audit_events"."target_id" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "audit_events_by_target" ON "audit_events" USING btree (hashtextextended(coalesce("target_id"::text, "target_label"), 0),"event","at","id");