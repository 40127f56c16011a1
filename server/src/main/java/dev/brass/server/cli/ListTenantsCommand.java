package dev.brass.server.cli;

import dev.brass.server.config.Configuration;
import dev.brass.server.tenant.Tenants;
import picocli.CommandLine.Command;

/// `brass tenants list`.
@Command(name = "list", sortOptions = false, description = "Lists tenants by name.")
final class ListTenantsCommand extends SettingsCommand {

  private static final int MOST = 10_000;

  ListTenantsCommand(Context context) {
    super(context);
  }

  @Override
  void run(Configuration configuration) {
    withDatabase(
        configuration.settings(),
        database -> {
          try (Tenants tenants = new Tenants(database, context().clock())) {
            Table table = new Table("id", "created at", "email", "name");
            tenants
                .list(MOST)
                .forEach(
                    tenant ->
                        table.add(
                            tenant.id().toString(),
                            tenant.createdAt().toString(),
                            tenant.email() == null ? "" : tenant.email(),
                            tenant.name()));
            table.print(context().out());
          }
        });
  }
}
