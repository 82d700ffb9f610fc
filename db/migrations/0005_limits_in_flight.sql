ALTER TABLE "rate_limits" ALTER COLUMN "points" SET DEFAULT 0;--> statement-breakpoint
ALTER TABLE "rate_limits" ADD COLUMN "in_flight" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "rate_limits" ADD COLUMN "in_flight_until" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "rate_limits_by_expiry" ON "rate_limits" USING btree ("expire");