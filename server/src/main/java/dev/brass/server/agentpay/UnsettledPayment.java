package dev.brass.server.agentpay;

import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Money;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A payment that this server no longer continues by itself although something is open: money may
/// be held, owed to its payer, or not collected. *Who moves it on*: an operator, who settles it or
/// resumes its job.
///
/// @param amount of the whole payment
/// @param order null when there is none
/// @param state the name of the payment's state
/// @param why the reason, as a sentence
/// @param since since when it is not continued
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

  /// The means of payment.
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

  /// Whether its job could continue it once the obstacle is gone.
  public boolean canGoOn() {
    return !state.equals(means.dead);
  }
}
