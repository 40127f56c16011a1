package dev.brass.server.cli;

import dev.brass.server.config.Configuration;
import dev.brass.server.config.Settings;
import dev.brass.server.secret.MasterKeyRemoval;
import dev.brass.server.secret.MasterKeyRemoval.Removed;
import dev.brass.server.secret.MasterKeySource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `brass secrets drop`.
@Command(
    name = "drop",
    sortOptions = false,
    description = {
      "Removes a master key that only backups need, such as one that others have seen. The"
          + " secrets in those backups can then no longer be read.",
      "Without --yes it says which backups these are, and removes nothing."
    })
final class DropSecretCommand extends SettingsCommand {

  @Parameters(paramLabel = "KEY", description = "The key, by the number that 'rotate' shows.")
  private long key;

  @Option(names = "--yes", description = "Removes it.")
  private boolean yes;

  DropSecretCommand(Context context) {
    super(context);
  }

  @Override
  void run(Configuration configuration) {
    Settings settings = configuration.settings();
    MasterKeySource source = new MasterKeySource(settings.masterKey(), folder(settings));
    withDatabase(
        settings,
        database -> {
          MasterKeyRemoval removal = new MasterKeyRemoval(database, source, context().clock());
          if (!yes) {
            throw new CommandException(
                "without the master key %d no one can read the secrets in %s; to remove it, add --yes"
                    .formatted(key, RotateSecretsCommand.backups(removal.judge(key))));
          }
          context().err().println(told(removal.remove(key)));
        });
  }

  private static String told(Removed removed) {
    String lost =
        "the master key %d is dropped; the secrets in %s can no longer be read"
            .formatted(removed.lost().masterKey(), RotateSecretsCommand.backups(removed.lost()));
    return removed.environment()
        ? lost
            + " once the keyset of "
            + removed.file()
            + " is in BRASS_MASTER_KEY of every node; delete the file then"
        : lost + "; drop it from every copy of " + removed.file() + " too";
  }
}
