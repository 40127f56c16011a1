package dev.brass.server.cli;

import dev.brass.server.config.Configuration;
import dev.brass.server.tenant.ApiKey;
import dev.brass.server.tenant.Tenant;
import dev.brass.server.tenant.Tenants;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `brass keys list`.
@Command(
    name = "list",
    sortOptions = false,
    description = "Lists keys by their ids and last letters, the admin keys first.")
final class ListKeysCommand extends SettingsCommand {

  private static final int MOST = 1000;

  @Option(names = "--tenant", paramLabel = "NAME", description = "Whose keys. Default: everyone's.")
  private @Nullable String tenant;

  ListKeysCommand(Context context) {
    super(context);
  }

  @Override
  void run(Configuration configuration) {
    withDatabase(
        configuration.settings(),
        database -> {
          try (Tenants tenants = new Tenants(database, context().clock())) {
            list(tenants);
          }
        });
  }

  private void list(Tenants tenants) {
    Table table =
        new Table("id", "tenant", "kind", "scope", "ends with", "state", "last used", "name");
    if (tenant == null) {
      tenants.adminKeys(MOST).forEach(key -> add(table, "-", key));
    }
    List<Tenant> listed =
        tenant == null ? tenants.list(MOST) : tenants.find(tenant).stream().toList();
    if (listed.isEmpty() && tenant != null) {
      throw new CommandException("there is no tenant '" + tenant + "'");
    }
    for (Tenant owner : listed) {
      tenants.keys(owner.id(), MOST).forEach(key -> add(table, owner.name(), key));
    }
    table.print(context().out());
  }

  private void add(Table table, String owner, ApiKey key) {
    table.add(
        key.id().toString(),
        owner,
        key.kind().word(),
        key.scope().word(),
        "…" + key.ending(),
        state(key, context().clock().instant()),
        key.lastUsedAt() == null ? "never" : minute(key.lastUsedAt()),
        key.name());
  }

  private static String state(ApiKey key, Instant now) {
    if (key.revokedAt() != null) {
      return "revoked " + minute(key.revokedAt());
    }
    if (key.expiresAt() == null) {
      return "valid";
    }
    return (now.isBefore(key.expiresAt()) ? "until " : "expired ") + minute(key.expiresAt());
  }

  private static String minute(Instant at) {
    return at.truncatedTo(ChronoUnit.MINUTES).toString();
  }
}
