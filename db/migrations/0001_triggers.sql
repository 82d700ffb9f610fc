CREATE FUNCTION reject_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'audit events are only ever added' USING ERRCODE = 'insufficient_privilege';
END
$$;
--> statement-breakpoint
CREATE TRIGGER audit_events_append_only
	BEFORE UPDATE OR TRUNCATE ON audit_events
	FOR EACH STATEMENT EXECUTE FUNCTION reject_audit_change();
--> statement-breakpoint
CREATE TRIGGER audit_events_about_accounts_cannot_be_deleted
	BEFORE DELETE ON audit_events
	FOR EACH ROW WHEN (OLD.actor_id IS NOT NULL OR OLD.target_id IS NOT NULL OR OLD.at > now() - interval '1 day')
	EXECUTE FUNCTION reject_audit_change();
--> statement-breakpoint
CREATE FUNCTION update_has_identity() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	account uuid := coalesce(NEW.account_id, OLD.account_id);
	has_any boolean := EXISTS (SELECT FROM identities WHERE account_id = account);
BEGIN
	UPDATE credentials SET has_identity = has_any WHERE account_id = account AND has_identity <> has_any;
	RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER identities_update_has_identity
	AFTER INSERT OR DELETE ON identities
	FOR EACH ROW EXECUTE FUNCTION update_has_identity();
