package dev.brass.server.api.v1;

import dev.brass.server.aftersales.Aftersales;
import dev.brass.server.aftersales.AftersalesId;
import dev.brass.server.aftersales.AftersalesTask;
import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.tenant.Caller;

/// `GET /v1/cancellations/{request_id}`, `/v1/returns/…` and `/v1/trackings/…`: the state of an
/// after-sales task (classic Zinc docs, Cancellations and returns).
final class RetrieveAftersales implements Action {

  private final Aftersales aftersales;
  private final String kind;
  private final int pendingStatus;

  /// The endpoint.
  ///
  /// @param kind [dev.brass.server.aftersales.Wish#kind] of the after-sales tasks at this path
  /// @param pendingStatus the HTTP status for a task that is not done
  RetrieveAftersales(Aftersales aftersales, String kind, int pendingStatus) {
    this.aftersales = aftersales;
    this.kind = kind;
    this.pendingStatus = pendingStatus;
  }

  @Override
  public Reply handle(ApiRequest request, Caller caller) {
    AftersalesId id = new AftersalesId(V1Ids.id(request.pathValue("request_id")));
    AftersalesTask errand =
        aftersales
            .get(caller.tenant(), id)
            .filter(found -> found.mode() == caller.mode() && found.wish().kind().equals(kind))
            .orElseThrow(V1Ids::unknown);
    return Reply.json(
        AftersalesAnswer.isDone(errand) ? 200 : pendingStatus, AftersalesAnswer.body(errand));
  }
}
