package dev.brass.server.api.v1;

import dev.brass.server.errand.Errand;
import dev.brass.server.errand.ErrandState;
import dev.brass.server.errand.Wish;
import dev.brass.spi.OrderError;
import dev.brass.spi.Shipment;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/// An errand as the classic API shows it: `cancellation_response`, `return_response` or
/// `tracking_response` once it is done, an error object before and when it was refused (spec v1
/// §11, gaps A13). Webhooks carry the same body.
final class ErrandAnswer {

  private ErrandAnswer() {}

  /// Whether the body is a response and no error object.
  static boolean isDone(Errand errand) {
    return switch (errand.state()) {
      case ErrandState.Cancelled _,
          ErrandState.Returned _,
          ErrandState.Credited _,
          ErrandState.Tracked _ ->
          true;
      case ErrandState.Queued _,
          ErrandState.Pending _,
          ErrandState.Referred _,
          ErrandState.ReturnInProgress _,
          ErrandState.Refused _ ->
          false;
    };
  }

  static String body(Errand errand) {
    ObjectNode body =
        switch (errand.state()) {
          case ErrandState.Queued _, ErrandState.Referred _ -> V1Errors.processing();
          case ErrandState.Pending _ when errand.wish() instanceof Wish.Return ->
              V1Errors.processing();
          case ErrandState.Pending(var why) ->
              V1Errors.object(
                  "attempting_to_cancel",
                  "The retailer took the wish to cancel and has not decided yet; this result will be"
                      + " replaced by what it decides.",
                  Map.of("msg", why));
          case ErrandState.Cancelled cancelled -> cancelled(errand, cancelled);
          case ErrandState.Returned returned -> returned(returned);
          case ErrandState.Credited credited -> returned(credited.how());
          case ErrandState.ReturnInProgress progress -> inProgress(progress);
          case ErrandState.Tracked tracked -> tracked(errand, tracked);
          case ErrandState.Refused(OrderError error) ->
              V1Errors.object(error.code().v1Code(), error.message(), error.data());
        };
    body.put("request_id", V1Ids.requestId(errand.id().value()));
    body.putRawValue("request", new RawValue(errand.echo()));
    return V1Json.write(body);
  }

  private static ObjectNode cancelled(Errand errand, ErrandState.Cancelled cancelled) {
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

  private static ObjectNode returned(ErrandState.Returned returned) {
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

  private static ObjectNode inProgress(ErrandState.ReturnInProgress progress) {
    return V1Errors.object(
        "return_in_progress",
        "A return of these items is under way already; \"cancel_pending\": true calls it off first.",
        Map.of(
            "merchant_return_id",
            progress.merchantReturnId(),
            "status",
            Map.of("status", progress.status(), "description", progress.description()),
            "error",
            progress.description()));
  }

  private static ObjectNode tracked(Errand errand, ErrandState.Tracked tracked) {
    Wish wish = errand.wish();
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
