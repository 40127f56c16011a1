package dev.brass.server.cli;

import dev.brass.server.config.Configuration;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import dev.brass.server.wallet.Balance;
import dev.brass.server.wallet.Transfer;
import dev.brass.server.wallet.Wallets;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `brass wallet show`.
@Command(
    name = "show",
    sortOptions = false,
    description = "Shows what a tenant has, and its latest transactions.")
final class ShowWalletCommand extends SettingsCommand {

  private static final int MOST = 1000;

  @Option(names = "--tenant", paramLabel = "NAME", description = "Whose. Default: default.")
  private String tenant = Tenants.DEFAULT;

  @Option(names = "--mode", paramLabel = "MODE", description = "live or test. Default: live.")
  private Mode mode = Mode.LIVE;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "How many transactions, at most 1000. Default: 10.")
  private int count = 10;

  ShowWalletCommand(Context context) {
    super(context);
  }

  @Override
  void run(Configuration configuration) {
    if (count < 0 || count > MOST) {
      throw new CommandException("--count is a number from 0 to " + MOST);
    }
    withDatabase(
        configuration.settings(),
        database ->
            show(
                WalletSetup.wallets(context(), configuration.settings(), database),
                WalletSetup.tenant(context(), database, tenant).id()));
  }

  private void show(Wallets wallets, TenantId id) {
    for (Balance balance : wallets.balances(id, mode)) {
      context().out().printf("available %s, held %s%n", balance.available(), balance.held());
    }
    if (count > 0) {
      Table table = new Table("at", "what", "amount", "order", "note");
      for (Transfer transfer : wallets.transactions(id, mode, count, 0).items()) {
        UUID order = transfer.order();
        table.add(
            transfer.createdAt().truncatedTo(ChronoUnit.SECONDS).toString(),
            transfer.kind().code(),
            transfer.amount().toString(),
            order == null ? "-" : order.toString(),
            transfer.note());
      }
      table.print(context().out());
    }
  }
}
