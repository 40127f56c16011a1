package dev.brass.server.cli;

import dev.brass.server.config.Configuration;
import dev.brass.server.tenant.Tenant;
import dev.brass.server.tenant.Tenants;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `brass tenants create`.
@Command(
    name = "create",
    sortOptions = false,
    description = "Makes a tenant and prints its id. 'brass keys create --tenant' makes its keys.")
final class CreateTenantCommand extends SettingsCommand {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Parameters(paramLabel = "NAME", description = "Unique, up to 100 letters.")
  private String name;

  CreateTenantCommand(Context context) {
    super(context);
  }

  @Override
  void run(Configuration configuration) {
    withDatabase(
        configuration.settings(),
        database -> {
          try (Tenants tenants = new Tenants(database, context().clock())) {
            Tenant made =
                tenants
                    .create(name)
                    .orElseThrow(
                        () -> new CommandException("there is already a tenant '" + name + "'"));
            context().out().println(made.id());
          }
        });
  }
}
