package dev.brass.server.cli;

import dev.brass.server.config.Configuration;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import dev.brass.server.wallet.Wallets;
import dev.brass.server.wallet.Wallets.Moved;
import dev.brass.spi.Money;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `brass wallet top-up`.
@Command(
    name = "top-up",
    sortOptions = false,
    description = "Adds money that came from outside to what a tenant has.")
final class TopUpCommand extends SettingsCommand {

  private static final BigDecimal LARGEST = new BigDecimal("9999999999");
  private static final int LONGEST_NOTE = 200;
  private static final int LONGEST_KEY = 255;

  @Parameters(paramLabel = "AMOUNT", description = "In the wallets' currency, such as 250.00.")
  private BigDecimal amount = BigDecimal.ZERO;

  @Option(names = "--tenant", paramLabel = "NAME", description = "Whose. Default: default.")
  private String tenant = Tenants.DEFAULT;

  @Option(names = "--mode", paramLabel = "MODE", description = "live or test. Default: live.")
  private Mode mode = Mode.LIVE;

  @Option(names = "--note", paramLabel = "TEXT", description = "Where it came from.")
  private String note = "";

  @Option(
      names = "--key",
      paramLabel = "TEXT",
      description = "Makes it happen once, however often the command is run with it.")
  private @Nullable String key;

  TopUpCommand(Context context) {
    super(context);
  }

  @Override
  void run(Configuration configuration) {
    Money money = money(configuration.settings().wallet().currency());
    if (note.length() > LONGEST_NOTE || note.chars().anyMatch(Character::isISOControl)) {
      throw new CommandException("--note has at most 200 letters and no control characters");
    }
    if (key != null
        && (key.isBlank()
            || key.length() > LONGEST_KEY
            || key.chars().anyMatch(Character::isISOControl))) {
      throw new CommandException("--key has 1 to 255 letters and no control characters");
    }
    withDatabase(
        configuration.settings(),
        database ->
            topUp(
                WalletSetup.wallets(context(), configuration.settings(), database),
                WalletSetup.tenant(context(), database, tenant).id(),
                money));
  }

  private Money money(Currency currency) {
    int decimals = Math.max(0, currency.getDefaultFractionDigits());
    if (amount.signum() <= 0
        || amount.compareTo(LARGEST) > 0
        || amount.stripTrailingZeros().scale() > decimals) {
      throw new CommandException(
          "AMOUNT is more than 0, at most %s, with at most %d decimals in %s"
              .formatted(LARGEST.toPlainString(), decimals, currency));
    }
    return new Money(amount.movePointRight(decimals).longValueExact(), currency);
  }

  private void topUp(Wallets wallets, TenantId id, Money money) {
    Moved moved =
        wallets.topUp(id, mode, money, note, key == null ? UUID.randomUUID().toString() : key);
    switch (moved) {
      case Moved.Done(var transfer) -> context().err().println("transfer " + transfer.id());
      case Moved.Before(var transfer) ->
          context().err().println("transfer " + transfer.id() + ", done before with this key");
      case Moved.KeyTaken(var other) ->
          throw new CommandException(
              "the key belongs to the %s %s of %s"
                  .formatted(other.kind().code(), other.id(), other.amount()));
      case Moved.TooLittle(var available) ->
          throw new CommandException("there is only " + available);
    }
    context().out().println("available " + wallets.balance(id, mode).available());
  }
}
