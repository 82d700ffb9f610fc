ALTER TABLE "credentials" ADD COLUMN "has_identity" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "credentials_without_identity" ON "credentials" USING btree ("account_id") WHERE NOT "credentials"."has_identity";--> statement-breakpoint
UPDATE credentials SET has_identity = true WHERE account_id IN (SELECT account_id FROM identities);--> statement-breakpoint
CREATE FUNCTION note_identity() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	account uuid := coalesce(NEW.account_id, OLD.account_id);
	has_any boolean := EXISTS (SELECT FROM identities WHERE account_id = account);
BEGIN
	UPDATE credentials SET has_identity = has_any WHERE account_id = account AND has_identity <> has_any;
	RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER identities_are_noted
	AFTER INSERT OR DELETE ON identities
	FOR EACH ROW EXECUTE FUNCTION note_identity();
