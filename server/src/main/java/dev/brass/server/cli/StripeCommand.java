package dev.brass.server.cli;

import dev.brass.server.card.StripeProfile;
import dev.brass.server.card.StripeProfiles;
import dev.brass.server.config.Configuration;
import dev.brass.server.tenant.Tenant;
import dev.brass.server.tenant.Tenants;
import dev.brass.server.text.LinearPattern;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `brass tenants stripe`.
@Command(
    name = "stripe",
    sortOptions = false,
    description = "Shows or says what a tenant is at Stripe, for orders that a card pays for.")
final class StripeCommand extends SettingsCommand {

  private static final LinearPattern NAME = LinearPattern.of("[A-Za-z0-9_]{4,200}");

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Parameters(index = "0", paramLabel = "NAME", description = "The tenant's name.")
  private String name;

  @Option(
      names = "--customer",
      paramLabel = "cus_…",
      description = "The customer at your account that has the tenant's cards; empty for none.")
  private @Nullable String customer;

  @Option(
      names = "--connected-account",
      paramLabel = "acct_…",
      description =
          "The connected account of a tenant that sells on, for payment mode connect; empty for"
              + " none.")
  private @Nullable String account;

  StripeCommand(Context context) {
    super(context);
  }

  @Override
  void run(Configuration configuration) {
    check("--customer", "cus_", customer);
    check("--connected-account", "acct_", account);
    withDatabase(
        configuration.settings(),
        database -> {
          try (Tenants tenants = new Tenants(database, context().clock())) {
            Tenant tenant =
                tenants
                    .find(name)
                    .orElseThrow(() -> new CommandException("there is no tenant '" + name + "'"));
            StripeProfiles profiles = new StripeProfiles(database);
            if (customer != null) {
              profiles.setCustomer(tenant.id(), customer.isEmpty() ? null : customer);
            }
            if (account != null) {
              profiles.setConnectedAccount(tenant.id(), account.isEmpty() ? null : account);
            }
            show(profiles.of(tenant.id()));
          }
        });
  }

  private static void check(String option, String prefix, @Nullable String value) {
    if (value != null && !value.isEmpty() && !(value.startsWith(prefix) && NAME.matches(value))) {
      throw new CommandException(option + " is Stripe's id, such as " + prefix + "1A2b3C");
    }
  }

  private void show(StripeProfile profile) {
    context().out().println("customer           " + told(profile.customer()));
    context().out().println("connected account  " + told(profile.connectedAccount()));
  }

  private static String told(@Nullable String id) {
    return Objects.requireNonNullElse(id, "none");
  }
}
