package dev.brass.server;

import dev.brass.server.config.ConfigurationException;
import dev.brass.server.config.Settings;
import dev.brass.server.db.Database;
import dev.brass.server.payment.LocalRail;
import dev.brass.server.payment.Rail;
import dev.brass.server.wallet.WalletSettings;
import java.util.ArrayList;
import java.util.List;

/// How agents pay, from the server's settings.
final class AgentSetup {

  private AgentSetup() {}

  /// The ways to pay, in the order in which they are offered.
  ///
  /// @throws ConfigurationException when play money could buy real goods
  static List<Rail> rails(Settings settings, Database database) {
    List<Rail> rails = new ArrayList<>();
    boolean development = settings.profile() == Settings.Profile.DEVELOPMENT;
    boolean local =
        switch (settings.agent().local()) {
          case ON -> true;
          case OFF -> false;
          case AUTO -> development;
        };
    if (local && !development) {
      throw new ConfigurationException(
          List.of("agent.local cannot be on with profile: production: it is play money"));
    }
    if (local) {
      rails.add(new LocalRail(database));
    }
    return rails;
  }

  /// How an agent's order is paid from its own ledger.
  static WalletSettings money(Settings settings) {
    return new WalletSettings(true, settings.wallet().currency(), settings.agent().orderFee());
  }
}
