package dev.brass.server.api.v2;

import dev.brass.server.intake.OrderIntake.Intake;
import dev.brass.server.intake.Rejection;
import dev.brass.server.order.OrderSpec;
import java.util.Map;

/// The errors of this API for orders that are not accepted (Zinc API docs, Create Order).
final class Rejections {

  private Rejections() {}

  /// The order that was accepted.
  ///
  /// @throws V2Problem when it was not
  static OrderSpec accepted(Intake intake) {
    return switch (intake) {
      case Intake.Accepted(var spec) -> spec;
      case Intake.Rejected(var why) -> throw of(why);
    };
  }

  static V2Problem of(Rejection why) {
    return switch (why) {
      case Rejection.UnsupportedStore(var url, _) -> problem(400, why, Map.of("url", url));
      case Rejection.UnusablePage(var url, _) -> problem(400, why, Map.of("url", url));
      case Rejection.SeveralStores _ ->
          problem(422, why, Map.of("products", "All products must be from the same retailer"));
      case Rejection.UnsupportedCountry(var country, var supported) ->
          problem(400, why, Map.of("country", country, "supported", supported));
      case Rejection.UnknownAccount(var id) -> V2Problem.notFound("RetailerCredentials", id);
      case Rejection.UnusableAccount(var message) ->
          problem(422, why, Map.of("retailer_credentials_id", message));
      case Rejection.PaidAtStore(var store) -> problem(400, why, Map.of("retailer", store));
      case Rejection.Expected(var error) ->
          new V2Problem(error.httpStatus(), error.code(), error.message(), null);
    };
  }

  private static V2Problem problem(int status, Rejection why, Map<String, Object> details) {
    return new V2Problem(status, why.code(), why.message(), details);
  }
}
