package dev.brass.server.bulk;

import dev.brass.server.order.OrderSpec;
import dev.brass.server.order.Payer;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What an API says of an order that a row asks for: the same as if it had been sent alone.
public interface BulkGate {

  /// Judges an order. Changes nothing.
  ///
  /// @param order a body of `POST /orders`
  Verdict judge(JsonNode order, TenantId tenant, Mode mode);

  /// What it says.
  sealed interface Verdict {

    /// It would be accepted.
    ///
    /// @param door the API that orders of bulk uploads come through
    /// @param payer who pays for it
    /// @param echo the request as the order keeps it
    /// @param key the client's idempotency key; null when it gave none
    record Passed(String door, OrderSpec spec, Payer payer, String echo, @Nullable String key)
        implements Verdict {}

    /// It would not.
    ///
    /// @param flaws each of them
    record Refused(List<Flaw> flaws) implements Verdict {
      public Refused {
        flaws = List.copyOf(flaws);
      }
    }
  }

  /// What is wrong with an order.
  ///
  /// @param place the names on the way to it with dots, such as `shipping_address.city`; empty for
  ///     the whole
  /// @param what a sentence that says what is expected
  record Flaw(String place, String what) {}
}
