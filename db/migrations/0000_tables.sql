CREATE EXTENSION IF NOT EXISTS pg_trgm;
--> statement-breakpoint
-- Each character, and each pair of characters. Search texts contain no line breaks.
CREATE FUNCTION search_grams(search_text text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN string_to_array(search_text, NULL)
	|| string_to_array(regexp_replace(search_text, '(..)', E'\\1\n', 'g'), E'\n')
	|| string_to_array(regexp_replace(substr(search_text, 2), '(..)', E'\\1\n', 'g'), E'\n');
--> statement-breakpoint
CREATE TABLE "account_domains" (
	"account_id" uuid NOT NULL,
	"domain_id" uuid NOT NULL,
	"sort_key" text DEFAULT '' NOT NULL,
	"email" text DEFAULT '' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "account_domains_pk" PRIMARY KEY("account_id","domain_id")
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"email" text NOT NULL,
	"first_name" text NOT NULL,
	"last_name" text NOT NULL,
	"phone" text,
	"roles" text[] NOT NULL,
	"email_notifications" text[] DEFAULT '{}' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"sort_key" text NOT NULL,
	"search_text" text NOT NULL,
	"domain_ids" uuid[],
	CONSTRAINT "accounts_email_unique" UNIQUE("email"),
	CONSTRAINT "accounts_have_a_role" CHECK (cardinality("accounts"."roles") > 0)
);
--> statement-breakpoint
CREATE TABLE "anonymous_event_counts" (
	"event" text NOT NULL,
	"source" text NOT NULL,
	"window_start" timestamp (3) with time zone NOT NULL,
	"recorded" integer DEFAULT 0 NOT NULL,
	"aggregated" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "anonymous_event_counts_event_source_window_start_pk" PRIMARY KEY("event","source","window_start")
);
--> statement-breakpoint
CREATE TABLE "audit_events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"event" text NOT NULL,
	"outcome" text NOT NULL,
	"actor_id" uuid,
	"actor_label" text NOT NULL,
	"target_id" uuid,
	"target_label" text,
	"changes" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"address" text,
	"unrecorded_count" integer,
	CONSTRAINT "audit_events_aggregate_without_account" CHECK ("audit_events"."unrecorded_count" IS NULL OR ("audit_events"."actor_id" IS NULL AND "audit_events"."target_id" IS NULL))
);
--> statement-breakpoint
CREATE TABLE "consumed_tokens" (
	"hash" text PRIMARY KEY NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "credentials" (
	"account_id" uuid PRIMARY KEY NOT NULL,
	"password_hash" text,
	"single_use_expires_at" timestamp (3) with time zone,
	"activated_at" timestamp (3) with time zone,
	"credential_version" integer DEFAULT 1 NOT NULL,
	"failed_attempts" integer DEFAULT 0 NOT NULL,
	"last_failed_at" timestamp (3) with time zone,
	"locked_at" timestamp (3) with time zone,
	"last_sign_in_at" timestamp (3) with time zone,
	"has_identity" boolean DEFAULT false NOT NULL,
	"account_created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "domain_groups" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"normalized_name" text NOT NULL,
	"colour" text NOT NULL,
	"description" text NOT NULL,
	CONSTRAINT "domain_groups_normalized_name_unique" UNIQUE("normalized_name")
);
--> statement-breakpoint
CREATE TABLE "domains" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"group_id" uuid NOT NULL,
	"parent_id" uuid,
	"path" text NOT NULL,
	"normalized_path" text NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL
);
--> statement-breakpoint
CREATE TABLE "email_pauses" (
	"singleton" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"until" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "email_pauses_single_row" CHECK ("email_pauses"."singleton")
);
--> statement-breakpoint
CREATE TABLE "emails" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" text NOT NULL,
	"account_id" uuid NOT NULL,
	"recipient" text NOT NULL,
	"template_data" jsonb NOT NULL,
	"link_id" uuid,
	"encrypted_token" text,
	"state" text DEFAULT 'WAITING' NOT NULL,
	"send_cycle" integer DEFAULT 1 NOT NULL,
	"cycle_started_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"leased_until" timestamp (3) with time zone,
	"problem" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"completed_at" timestamp (3) with time zone,
	CONSTRAINT "emails_have_a_state" CHECK ("emails"."state" IN ('WAITING', 'SENT', 'FAILED', 'CANCELLED'))
);
--> statement-breakpoint
CREATE TABLE "identities" (
	"account_id" uuid NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"email" text,
	"linked_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "identities_account_id_issuer_pk" PRIMARY KEY("account_id","issuer"),
	CONSTRAINT "identities_unique_subject" UNIQUE("issuer","subject")
);
--> statement-breakpoint
CREATE TABLE "links" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"purpose" text NOT NULL,
	"account_id" uuid NOT NULL,
	"email" text NOT NULL,
	"token_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"superseded_at" timestamp (3) with time zone,
	CONSTRAINT "links_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"key" text PRIMARY KEY NOT NULL,
	"points" integer DEFAULT 0 NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"in_flight" integer DEFAULT 0 NOT NULL,
	"in_flight_until" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"token_hash" text NOT NULL,
	"account_id" uuid NOT NULL,
	"address" text,
	"user_agent" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"issuer" text,
	"provider_session_id" text,
	"encrypted_id_token" text,
	CONSTRAINT "sessions_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"singleton" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"segregation" boolean DEFAULT false NOT NULL,
	CONSTRAINT "settings_single_row" CHECK ("settings"."singleton")
);
--> statement-breakpoint
ALTER TABLE "account_domains" ADD CONSTRAINT "account_domains_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_domains" ADD CONSTRAINT "account_domains_domain_id_domains_id_fk" FOREIGN KEY ("domain_id") REFERENCES "public"."domains"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "domains" ADD CONSTRAINT "domains_group_id_domain_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."domain_groups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "domains" ADD CONSTRAINT "domains_parent_id_domains_id_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."domains"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "emails" ADD CONSTRAINT "emails_link_id_links_id_fk" FOREIGN KEY ("link_id") REFERENCES "public"."links"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "account_domains_by_domain" ON "account_domains" USING btree ("domain_id","account_id");--> statement-breakpoint
CREATE INDEX "account_domains_by_name" ON "account_domains" USING btree ("domain_id","sort_key" COLLATE "C","account_id");--> statement-breakpoint
CREATE INDEX "account_domains_by_email" ON "account_domains" USING btree ("domain_id","email" COLLATE "C","account_id");--> statement-breakpoint
CREATE INDEX "account_domains_by_creation" ON "account_domains" USING btree ("domain_id","created_at","account_id");--> statement-breakpoint
CREATE INDEX "accounts_by_name" ON "accounts" USING btree ("sort_key" COLLATE "C","id");--> statement-breakpoint
CREATE INDEX "accounts_by_email" ON "accounts" USING btree ("email" COLLATE "C","id");--> statement-breakpoint
CREATE INDEX "accounts_by_creation" ON "accounts" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "accounts_by_search" ON "accounts" USING gin ("search_text" gin_trgm_ops,search_grams("search_text"),"roles","domain_ids") WITH (fastupdate=false);--> statement-breakpoint
CREATE INDEX "anonymous_event_counts_by_window" ON "anonymous_event_counts" USING btree ("window_start");--> statement-breakpoint
CREATE INDEX "audit_events_by_time" ON "audit_events" USING btree ("at","id");--> statement-breakpoint
CREATE INDEX "audit_events_by_event" ON "audit_events" USING btree ("event","at","id");--> statement-breakpoint
CREATE INDEX "audit_events_by_actor" ON "audit_events" USING btree (hashtextextended(coalesce("actor_id"::text, "actor_label"), 0),"event","at","id");--> statement-breakpoint
CREATE INDEX "audit_events_by_target" ON "audit_events" USING btree (hashtextextended(coalesce("target_id"::text, "target_label"), 0),"event","at","id");--> statement-breakpoint
CREATE INDEX "audit_events_by_address" ON "audit_events" USING btree (hashtextextended("address", 0),"event","at","id");--> statement-breakpoint
CREATE INDEX "audit_events_by_actor_and_target" ON "audit_events" USING btree (hashtextextended(coalesce("target_id"::text, "target_label"), hashtextextended(coalesce("actor_id"::text, "actor_label"), 0)),"event","at","id");--> statement-breakpoint
CREATE INDEX "audit_events_by_actor_and_address" ON "audit_events" USING btree (hashtextextended("address", hashtextextended(coalesce("actor_id"::text, "actor_label"), 0)),"event","at","id");--> statement-breakpoint
CREATE INDEX "audit_events_by_target_and_address" ON "audit_events" USING btree (hashtextextended("address", hashtextextended(coalesce("target_id"::text, "target_label"), 0)),"event","at","id");--> statement-breakpoint
CREATE INDEX "audit_events_by_target_label" ON "audit_events" USING btree ("target_label","target_id") WHERE "audit_events"."target_id" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "audit_events_without_account" ON "audit_events" USING btree ("at") WHERE "audit_events"."actor_id" IS NULL AND "audit_events"."target_id" IS NULL;--> statement-breakpoint
CREATE INDEX "consumed_tokens_by_expiry" ON "consumed_tokens" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "credentials_by_last_sign_in" ON "credentials" USING btree (coalesce("last_sign_in_at", '-infinity'::timestamptz),"account_id");--> statement-breakpoint
CREATE INDEX "credentials_without_identity" ON "credentials" USING btree ("account_id") WHERE NOT "credentials"."has_identity";--> statement-breakpoint
CREATE INDEX "credentials_locked" ON "credentials" USING btree ("account_id") WHERE "credentials"."locked_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "credentials_locked_by_last_sign_in" ON "credentials" USING btree (coalesce("last_sign_in_at", '-infinity'::timestamptz),"account_id") WHERE "credentials"."locked_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "credentials_locked_by_creation" ON "credentials" USING btree ("account_created_at","account_id") WHERE "credentials"."locked_at" IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "domains_by_path" ON "domains" USING btree ("group_id","normalized_path" COLLATE "C");--> statement-breakpoint
CREATE INDEX "domains_by_parent" ON "domains" USING btree ("parent_id","group_id","normalized_path" COLLATE "C");--> statement-breakpoint
CREATE INDEX "emails_by_creation" ON "emails" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "emails_by_account" ON "emails" USING btree ("account_id","created_at","id");--> statement-breakpoint
CREATE INDEX "emails_by_state" ON "emails" USING btree ("state","created_at","id");--> statement-breakpoint
CREATE INDEX "emails_by_link" ON "emails" USING btree ("link_id");--> statement-breakpoint
CREATE INDEX "emails_not_delivered" ON "emails" USING btree ("state") WHERE "emails"."state" IN ('WAITING', 'FAILED') AND "emails"."problem" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "links_by_account" ON "links" USING btree ("account_id","created_at");--> statement-breakpoint
CREATE INDEX "links_by_expiry" ON "links" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "rate_limits_by_expiry" ON "rate_limits" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "sessions_by_account" ON "sessions" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "sessions_by_provider_session" ON "sessions" USING btree ("provider_session_id") WHERE "sessions"."provider_session_id" IS NOT NULL;