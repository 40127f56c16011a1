package dev.brass.server.agentpay;

import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Money;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A payment that this server does not carry on by itself although something is open: money may be
/// held, owed to its payer, or not collected. *Who moves it on*: an operator, who settles it, or
/// lets its job go on.
///
/// @param amount of the whole payment
/// @param order null when there is none
/// @param state the name of the payment's state
/// @param why why it is not carried on
/// @param since since when not
public record UnsettledPayment(
    Means means,
    TenantId tenant,
    UUID id,
    Mode mode,
    Money amount,
    @Nullable UUID order,
    String state,
    String why,
    Instant since) {

  /// What was paid with.
  public enum Means {
    /// With the request, over HTTP ([Payments]). Final where it is *Owed*.
    AGENT("Owed"),
    /// By card. Final where it is *Uncollected*.
    CARD("Uncollected");

    private final String dead;

    Means(String dead) {
      this.dead = dead;
    }
  }

  /// Whether its job could carry it on, if what kept it from that has ended.
  public boolean canGoOn() {
    return !state.equals(means.dead);
  }
}
