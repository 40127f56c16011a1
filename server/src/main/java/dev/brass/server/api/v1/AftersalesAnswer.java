package dev.brass.server.api.v1;

import dev.brass.server.aftersales.AftersalesAction;
import dev.brass.server.aftersales.AftersalesState;
import dev.brass.server.aftersales.AftersalesTask;
import dev.brass.spi.OrderError;
import dev.brass.spi.Shipment;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

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
    ObjectNode body =
        switch (errand.state()) {
          case AftersalesState.Queued _, AftersalesState.Referred _ -> V1Errors.processing();
          case AftersalesState.Pending _ when errand.wish() instanceof AftersalesAction.Return ->
              V1Errors.processing();
          case AftersalesState.Pending(var why) ->
              V1Errors.object(
                  "attempting_to_cancel",
                  "The retailer received the cancellation request and has not decided yet; its"
                      + " decision will replace this result.",
                  Map.of("msg", why));
          case AftersalesState.Cancelled cancelled -> cancelled(errand, cancelled);
          case AftersalesState.Returned returned -> returned(returned);
          case AftersalesState.Credited credited -> returned(credited.how());
          case AftersalesState.ReturnInProgress progress -> inProgress(progress);
          case AftersalesState.Tracked tracked -> tracked(errand, tracked);
          case AftersalesState.Refused(OrderError error) ->
              V1Errors.object(error.code().v1Code(), error.message(), error.data());
        };
    body.put("request_id", V1Ids.requestId(errand.id().value()));
    body.putRawValue("request", new RawValue(errand.echo()));
    return V1Json.write(body);
  }

  private static ObjectNode cancelled(AftersalesTask errand, AftersalesState.Cancelled cancelled) {
    ObjectNode body =
        V1Json.object()
            .put("_type", "cancellation_response")
            .put("merchant_order_id", errand.wish().merchantOrder().id());
    if (cancelled.refund() != null) {
      body.put("refund", cancelled.refund().minor())
          .put("currency", cancelled.refund().currency().getCurrencyCode());
    }
    return body;
  }

  private static ObjectNode returned(AftersalesState.Returned returned) {
    ObjectNode body =
        V1Json.object()
            .put("_type", "return_response")
            .put("merchant_return_id", returned.merchantReturnId());
    if (returned.returnBy() != null) {
      body.put("return_by", V1Json.time(returned.returnBy()));
    }
    ArrayNode labels = body.putArray("label_urls");
    returned.labels().forEach(label -> labels.add(label.toString()));
    return body;
  }

  private static ObjectNode inProgress(AftersalesState.ReturnInProgress progress) {
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

  private static ObjectNode tracked(AftersalesTask errand, AftersalesState.Tracked tracked) {
    AftersalesAction wish = errand.wish();
    ObjectNode body =
        V1Json.object()
            .put("_type", "tracking_response")
            .put("retailer", errand.store())
            .put("merchant_order_id", wish.merchantOrder().id());
    ArrayNode tracking = body.putArray("tracking");
    for (Shipment parcel : tracked.parcels()) {
      tracking.add(Parcel.json(parcel, errand.updatedAt(), wish.merchantOrder().productIds()));
    }
    return body;
  }
}
