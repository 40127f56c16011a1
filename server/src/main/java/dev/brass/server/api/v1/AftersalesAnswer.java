package dev.brass.server.api.v1;

import dev.brass.server.aftersales.AftersalesAction;
import dev.brass.server.aftersales.AftersalesState;
import dev.brass.server.aftersales.AftersalesTask;
import dev.brass.server.api.v1.V1Wire.CancellationResponse;
import dev.brass.server.api.v1.V1Wire.ErrorObject;
import dev.brass.server.api.v1.V1Wire.ReturnResponse;
import dev.brass.server.api.v1.V1Wire.TrackingResponse;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.OrderError;
import java.net.URI;
import java.util.Map;

/// An after-sales task in the classic API: `cancellation_response`, `return_response` or
/// `tracking_response` once it is done, an error object before and when it was refused (classic
/// Zinc docs, Cancellations and returns; compatibility A13). Webhooks have the same body.
final class AftersalesAnswer {

  private AftersalesAnswer() {}

  /// Whether the body is a response, and not an error object.
  static boolean isDone(AftersalesTask errand) {
    return switch (errand.state()) {
      case AftersalesState.Cancelled _,
          AftersalesState.Returned _,
          AftersalesState.Credited _,
          AftersalesState.Tracked _ ->
          true;
      case AftersalesState.Queued _,
          AftersalesState.Pending _,
          AftersalesState.Referred _,
          AftersalesState.ReturnInProgress _,
          AftersalesState.Refused _ ->
          false;
    };
  }

  static String body(AftersalesTask errand) {
    return V1Json.write(answer(errand));
  }

  private static Record answer(AftersalesTask errand) {
    return switch (errand.state()) {
      case AftersalesState.Queued _, AftersalesState.Referred _ ->
          about(errand, V1Errors.processing());
      case AftersalesState.Pending _ when errand.wish() instanceof AftersalesAction.Return ->
          about(errand, V1Errors.processing());
      case AftersalesState.Pending(var why) ->
          about(
              errand,
              V1Errors.object(
                  "attempting_to_cancel",
                  "The retailer received the cancellation request and has not decided yet; its"
                      + " decision will replace this result.",
                  Map.of("msg", why)));
      case AftersalesState.Cancelled(var refund) ->
          new CancellationResponse(
              "cancellation_response",
              errand.wish().merchantOrder().id(),
              V1Wire.minor(refund),
              V1Wire.currency(refund),
              requestId(errand),
              errand.echo());
      case AftersalesState.Returned returned -> returned(errand, returned);
      case AftersalesState.Credited credited -> returned(errand, credited.how());
      case AftersalesState.ReturnInProgress progress -> about(errand, inProgress(progress));
      case AftersalesState.Tracked tracked -> tracked(errand, tracked);
      case AftersalesState.Refused(OrderError error) ->
          about(errand, V1Errors.object(error.code().v1Code(), error.message(), error.data()));
    };
  }

  private static String requestId(AftersalesTask errand) {
    return V1Ids.requestId(errand.id().value());
  }

  private static ErrorObject about(AftersalesTask errand, ErrorObject error) {
    return error.about(requestId(errand), errand.echo());
  }

  private static ReturnResponse returned(AftersalesTask errand, AftersalesState.Returned returned) {
    return new ReturnResponse(
        "return_response",
        returned.merchantReturnId(),
        returned.returnBy() == null ? null : V1Json.time(returned.returnBy()),
        returned.labels().stream().map(URI::toString).toList(),
        requestId(errand),
        errand.echo());
  }

  private static ErrorObject inProgress(AftersalesState.ReturnInProgress progress) {
    return V1Errors.object(
        "return_in_progress",
        "A return of these items is in progress; \"cancel_pending\": true cancels it first.",
        Map.of(
            "merchant_return_id",
            progress.merchantReturnId(),
            "status",
            Map.of("status", progress.status(), "description", progress.description()),
            "error",
            progress.description()));
  }

  private static TrackingResponse tracked(AftersalesTask errand, AftersalesState.Tracked tracked) {
    MerchantOrder order = errand.wish().merchantOrder();
    return new TrackingResponse(
        "tracking_response",
        errand.store(),
        order.id(),
        tracked.parcels().stream()
            .map(parcel -> Parcel.of(parcel, errand.updatedAt(), order.productIds()))
            .toList(),
        requestId(errand),
        errand.echo());
  }
}
