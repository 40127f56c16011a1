package dev.brass.server.bulk;

import dev.brass.server.form.InvalidInput;
import dev.brass.server.form.InvalidInput.Fault;
import dev.brass.server.intake.OrderDraft;
import dev.brass.server.intake.OrderIntake;
import dev.brass.server.intake.OrderIntake.Intake;
import dev.brass.server.intake.Rejection;
import dev.brass.server.order.OrderSpec;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.text.Characters;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The check whether a row's order is accepted: the same as if it had been sent alone.
interface RowIntake {

  /// Checks an order. Changes nothing.
  ///
  /// @param order a body of `POST /orders`
  Verdict judge(JsonNode order, TenantId tenant, Mode mode);

  /// The result of the check.
  sealed interface Verdict {

    /// The order is accepted.
    ///
    /// @param key the client's idempotency key; null when it has none
    record Passed(OrderSpec spec, @Nullable String key) implements Verdict {}

    /// The order is refused.
    ///
    /// @param flaws all faults
    record Refused(List<Flaw> flaws) implements Verdict {
      public Refused {
        flaws = List.copyOf(flaws);
      }
    }
  }

  /// A fault of an order.
  ///
  /// @param place its path with dots, such as `shipping_address.city`; empty for the whole order
  /// @param what a sentence with the expected value
  record Flaw(String place, String what) {}

  static RowIntake of(OrderIntake intake) {
    return (order, tenant, mode) -> {
      try {
        OrderDraft draft = OrderDraft.read(order);
        return switch (intake.accept(draft, tenant, mode)) {
          case Intake.Accepted(var spec) -> new Verdict.Passed(spec, draft.idempotencyKey());
          case Intake.Rejected(var why) -> new Verdict.Refused(List.of(flaw(why)));
        };
      } catch (InvalidInput e) {
        return new Verdict.Refused(e.faults().stream().map(RowIntake::flaw).toList());
      }
    };
  }

  private static Flaw flaw(Rejection why) {
    String place =
        switch (why) {
          case Rejection.UnsupportedStore _, Rejection.UnusablePage _, Rejection.SeveralStores _ ->
              "products";
          case Rejection.UnsupportedCountry _ -> "shipping_address.country";
          case Rejection.UnknownAccount _, Rejection.UnusableAccount _ -> "retailer_credentials_id";
          case Rejection.PaidAtStore _, Rejection.Expected _ -> "";
        };
    return new Flaw(place, why.message() + " (" + why.code() + ")");
  }

  private static Flaw flaw(Fault fault) {
    String place =
        fault.loc().stream()
            .skip(1)
            .filter(String.class::isInstance)
            .map(String.class::cast)
            .collect(Collectors.joining("."));
    String what =
        switch (fault.type()) {
          case "missing", "too_short", "string_too_short" -> "a value is missing; fill it in";
          case "value_error" -> Characters.withoutStart(fault.msg(), "Value error, ");
          default -> fault.msg();
        };
    return new Flaw(place, what);
  }
}
