package dev.brass.server.cli;

import dev.brass.server.config.Settings;
import dev.brass.server.db.Database;
import dev.brass.server.tenant.Tenant;
import dev.brass.server.tenant.Tenants;
import dev.brass.server.wallet.WalletSettings;
import dev.brass.server.wallet.Wallets;

/// The setup that all commands about wallets share.
final class WalletSetup {

  private WalletSetup() {}

  static Wallets wallets(Context context, Settings settings, Database database) {
    return new Wallets(database.jdbi(), WalletSettings.of(settings.wallet()), context.clock());
  }

  static Tenant tenant(Context context, Database database, String name) {
    try (Tenants tenants = new Tenants(database, context.clock())) {
      return tenants
          .find(name)
          .orElseThrow(
              () ->
                  new CommandException(
                      "there is no tenant '" + name + "'; 'brass tenants list' shows all"));
    }
  }
}
