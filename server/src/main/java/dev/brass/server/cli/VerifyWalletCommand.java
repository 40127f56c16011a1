package dev.brass.server.cli;

import dev.brass.server.config.Configuration;
import dev.brass.server.wallet.WalletAudit;
import java.util.List;
import picocli.CommandLine.Command;

/// `brass wallet verify`.
@Command(
    name = "verify",
    sortOptions = false,
    description = "Adds up all transfers of all tenants and compares them with their balances.")
final class VerifyWalletCommand extends SettingsCommand {

  VerifyWalletCommand(Context context) {
    super(context);
  }

  @Override
  void run(Configuration configuration) {
    withDatabase(
        configuration.settings(),
        database -> {
          List<WalletAudit.Flaw> flaws =
              WalletSetup.wallets(context(), configuration.settings(), database).verify();
          flaws.forEach(
              flaw -> context().out().println("tenant " + flaw.tenant() + ": " + flaw.what()));
          if (!flaws.isEmpty()) {
            throw new CommandException("the wallets do not add up: " + flaws.size() + " flaws");
          }
          context().out().println("all wallets add up");
        });
  }
}
