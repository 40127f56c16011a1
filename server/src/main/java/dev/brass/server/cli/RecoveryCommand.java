package dev.brass.server.cli;

import dev.brass.server.config.Configuration;
import dev.brass.server.config.Settings;
import dev.brass.server.db.Database;
import dev.brass.server.db.DatabaseClock;
import dev.brass.server.job.Jobs;
import dev.brass.server.order.OrderHistory;
import dev.brass.server.order.ReleasedOrders;
import dev.brass.server.order.StoreStake;
import dev.brass.server.recovery.Recovery;
import dev.brass.server.recovery.RecoverySettings;
import dev.brass.server.recovery.RecoveryStatus;
import dev.brass.server.secret.MasterKeySource;
import dev.brass.server.secret.Vault;
import java.time.InstantSource;
import java.util.List;
import picocli.CommandLine.Command;

/// `brass recovery`: whether the database may have lost changes, and what is at stake.
@Command(
    name = "recovery",
    sortOptions = false,
    description = {
      "Shows whether the database may have lost its latest changes, since when, and which orders wait.",
      "While it may, nothing is bought before its store was asked whether it was bought already."
    })
final class RecoveryCommand extends SettingsCommand {

  RecoveryCommand(Context context) {
    super(context);
  }

  @Override
  void run(Configuration configuration) {
    withDatabase(
        configuration.settings(),
        database -> {
          RecoveryStatus status = recovery(configuration.settings(), database).status();
          if (!status.isRecovering()) {
            context().out().println("nothing is lost");
            return;
          }
          status
              .losses()
              .forEach(
                  loss -> context().out().println("since " + loss.since() + ": " + loss.reason()));
          show(stakes(configuration.settings(), database), status);
        });
  }

  /// Uses the database's time, as the nodes do: a released job is due for them at once, whatever
  /// this machine's clock says.
  static Recovery recovery(Settings settings, Database database) {
    InstantSource now = InstantSource.fixed(DatabaseClock.now(database));
    return new Recovery(
        database,
        RecoverySettings.of(settings.recovery()),
        now,
        new ReleasedOrders(new Jobs(database, now), now));
  }

  private List<StoreStake> stakes(Settings settings, Database database) {
    Vault vault =
        Vault.open(
            database,
            new MasterKeySource(settings.masterKey(), folder(settings)),
            context().clock());
    return new OrderHistory(database.jdbi(), vault).atStake();
  }

  private void show(List<StoreStake> stakes, RecoveryStatus status) {
    if (stakes.isEmpty()) {
      context().out().println("no order at a real store waits");
    } else {
      Table table = new Table("STORE", "STATE", "ORDERS", "");
      for (StoreStake stake : stakes) {
        table.add(
            stake.store(),
            stake.state(),
            Long.toString(stake.orders()),
            status.released().contains(stake.store()) ? "released" : "");
      }
      table.print(context().out());
    }
    context()
        .out()
        .println(
            "when you have looked at the stores: brass recovery release (--store CODE | --all)");
  }
}
