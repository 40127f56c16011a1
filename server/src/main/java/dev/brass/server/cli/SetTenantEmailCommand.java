package dev.brass.server.cli;

import dev.brass.server.config.Configuration;
import dev.brass.server.mail.MailAddress;
import dev.brass.server.tenant.Tenant;
import dev.brass.server.tenant.Tenants;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `brass tenants set-email`.
@Command(
    name = "set-email",
    sortOptions = false,
    description = "Sets the mail address of a tenant's account holder, such as for bulk uploads.")
final class SetTenantEmailCommand extends SettingsCommand {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Parameters(index = "0", paramLabel = "NAME", description = "The tenant's name.")
  private String name;

  @Parameters(
      index = "1",
      paramLabel = "ADDRESS",
      arity = "0..1",
      description = "The mail address; without it the address is removed.")
  private @Nullable String address;

  SetTenantEmailCommand(Context context) {
    super(context);
  }

  @Override
  void run(Configuration configuration) {
    String problem = address == null ? null : MailAddress.problem(address);
    if (problem != null) {
      throw new CommandException("'" + address + "' is not a mail address: " + problem);
    }
    withDatabase(
        configuration.settings(),
        database -> {
          try (Tenants tenants = new Tenants(database, context().clock())) {
            Tenant tenant =
                tenants
                    .find(name)
                    .orElseThrow(() -> new CommandException("there is no tenant '" + name + "'"));
            tenants.setEmail(tenant.id(), address);
          }
        });
  }
}
