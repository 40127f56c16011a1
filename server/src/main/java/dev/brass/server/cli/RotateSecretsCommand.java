package dev.brass.server.cli;

import dev.brass.server.config.Configuration;
import dev.brass.server.config.Settings;
import dev.brass.server.db.Database;
import dev.brass.server.secret.MasterKeyRotation;
import dev.brass.server.secret.MasterKeyRotation.Outcome;
import dev.brass.server.secret.MasterKeyRotation.Retired;
import dev.brass.server.secret.MasterKeySource;
import dev.brass.server.secret.Vault;
import dev.brass.server.tenant.Tenant;
import dev.brass.server.tenant.Tenants;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `brass secrets rotate`.
@Command(
    name = "rotate",
    sortOptions = false,
    description = {
      "Changes the master key and rewraps all data keys by it, while servers run. If it was"
          + " interrupted, run it again. Older keys stay for the backups that need them; the"
          + " command lists these.",
      "With --tenant, gives that tenant a new data key for future encryption."
    })
final class RotateSecretsCommand extends SettingsCommand {

  @Option(names = "--tenant", paramLabel = "NAME", description = "Rotates this one's data key.")
  private @Nullable String tenant;

  RotateSecretsCommand(Context context) {
    super(context);
  }

  @Override
  void run(Configuration configuration) {
    Settings settings = configuration.settings();
    MasterKeySource source = new MasterKeySource(settings.masterKey(), folder(settings));
    withDatabase(
        settings,
        database -> {
          if (tenant == null) {
            context()
                .err()
                .println(told(new MasterKeyRotation(database, source, context().clock()).rotate()));
          } else {
            rotateDataKey(database, source, tenant);
          }
        });
  }

  private static String told(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done done ->
          changed(done.masterKey(), done.rewrapped()) + needed(done.kept(), done.file());
      case Outcome.Prepared(String file) ->
          "a keyset with a new key is in "
              + file
              + "; put it into BRASS_MASTER_KEY of every node, restart them, and run this again";
      case Outcome.DoneInEnvironment done ->
          changed(done.masterKey(), done.rewrapped())
              + "; the keyset with the older keys marked is in "
              + done.file()
              + ", to be put into BRASS_MASTER_KEY; delete the file then"
              + needed(done.kept(), "BRASS_MASTER_KEY");
    };
  }

  private static String changed(long masterKey, int rewrapped) {
    return "the master key is now " + masterKey + "; " + rewrapped + " data keys were rewrapped";
  }

  /// The backups and the key that each needs, one line each.
  private static String needed(List<Retired> kept, String where) {
    StringBuilder told = new StringBuilder("\nolder master keys stay in ").append(where);
    told.append(", since backups can only be read with them:");
    for (Retired key : kept) {
      told.append("\n  ").append(key.masterKey()).append("  ").append(backups(key));
    }
    return told.append("\nkeep a copy of the keys apart from the backups").toString();
  }

  /// The backups that need a key, as `backups taken from … until …`.
  static String backups(Retired key) {
    String until = "until " + key.until().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    return key.since() == null
        ? "backups taken " + until
        : "backups taken from " + key.since().truncatedTo(ChronoUnit.SECONDS) + " " + until;
  }

  private void rotateDataKey(Database database, MasterKeySource source, String name) {
    try (Tenants tenants = new Tenants(database, context().clock())) {
      Tenant found =
          tenants
              .find(name)
              .orElseThrow(() -> new CommandException("there is no tenant '" + name + "'"));
      Vault.open(database, source, context().clock()).rotateDataKey(found.id());
      context().err().println("tenant '" + name + "' has a new data key");
    }
  }
}
