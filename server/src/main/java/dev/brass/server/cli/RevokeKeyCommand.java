package dev.brass.server.cli;

import dev.brass.server.config.Configuration;
import dev.brass.server.tenant.Tenants;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `brass keys revoke`.
@Command(
    name = "revoke",
    sortOptions = false,
    description = "Revokes a key. Running servers refuse it within five seconds.")
final class RevokeKeyCommand extends SettingsCommand {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Parameters(paramLabel = "ID", description = "The key's id, as 'brass keys list' shows it.")
  private UUID id;

  RevokeKeyCommand(Context context) {
    super(context);
  }

  @Override
  void run(Configuration configuration) {
    withDatabase(
        configuration.settings(),
        database -> {
          try (Tenants tenants = new Tenants(database, context().clock())) {
            if (!tenants.revoke(id)) {
              throw new CommandException("there is no key " + id);
            }
            context().err().println("key " + id + " is revoked");
          }
        });
  }
}
