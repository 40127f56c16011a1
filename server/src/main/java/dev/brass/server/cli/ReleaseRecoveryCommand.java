package dev.brass.server.cli;

import static java.util.Objects.requireNonNull;

import dev.brass.server.config.Configuration;
import dev.brass.server.recovery.Recovery;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `brass recovery release`.
@Command(
    name = "release",
    sortOptions = false,
    description = {
      "Lets orders be bought again without the proof that they were not bought before: at one store, or",
      "at all of them. Also after a move of the database that lost nothing."
    })
final class ReleaseRecoveryCommand extends SettingsCommand {

  @ArgGroup(multiplicity = "1")
  private Which which = new Which();

  /// At which stores.
  private static final class Which {
    @Option(names = "--store", paramLabel = "CODE", description = "At this store.")
    private @Nullable String store;

    @Option(names = "--all", description = "At all stores; this ends the recovery.")
    private boolean all;
  }

  @Option(
      names = "--note",
      required = true,
      paramLabel = "TEXT",
      description = "How you know that nothing is bought twice. It is kept.")
  private String note = "";

  @Option(names = "--actor", paramLabel = "NAME", description = "Who you are. Default: $USER.")
  private @Nullable String actor;

  ReleaseRecoveryCommand(Context context) {
    super(context);
  }

  @Override
  void run(Configuration configuration) {
    String user = context().environment().getOrDefault("USER", "the command line");
    String by = actor == null ? user : actor;
    withDatabase(
        configuration.settings(),
        database -> {
          Recovery recovery = RecoveryCommand.recovery(configuration.settings(), database);
          if (!recovery.status().isRecovering()) {
            throw new CommandException("nothing is lost; there is nothing to release");
          }
          if (which.all) {
            recovery.end(by, note);
          } else {
            recovery.release(requireNonNull(which.store), by, note);
          }
          context()
              .err()
              .println(
                  "released. Orders that wait for a look-up there continue. Clients may send again"
                      + " orders that the database has forgotten: for "
                      + configuration.settings().recovery().watch().toDays()
                      + " days those with an idempotency key are looked up first at stores that can"
                      + " be asked by an attempt's id; at all other stores, and without a key, they"
                      + " are bought at once");
        });
  }
}
