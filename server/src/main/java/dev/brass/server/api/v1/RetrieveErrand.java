package dev.brass.server.api.v1;

import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.errand.Errand;
import dev.brass.server.errand.ErrandId;
import dev.brass.server.errand.Errands;
import dev.brass.server.tenant.Caller;

/// `GET /v1/cancellations/{request_id}`, `/v1/returns/…` and `/v1/trackings/…`: how an errand
/// stands (spec v1 §11).
final class RetrieveErrand implements Action {

  private final Errands errands;
  private final String kind;
  private final int pendingStatus;

  /// The endpoint.
  ///
  /// @param kind [dev.brass.server.errand.Wish#kind] of the errands at this path
  /// @param pendingStatus the HTTP status of one that is not done
  RetrieveErrand(Errands errands, String kind, int pendingStatus) {
    this.errands = errands;
    this.kind = kind;
    this.pendingStatus = pendingStatus;
  }

  @Override
  public Reply handle(ApiRequest request, Caller caller) {
    ErrandId id = new ErrandId(V1Ids.id(request.pathValue("request_id")));
    Errand errand =
        errands
            .get(caller.tenant(), id)
            .filter(found -> found.mode() == caller.mode() && found.wish().kind().equals(kind))
            .orElseThrow(V1Ids::unknown);
    return Reply.json(ErrandAnswer.isDone(errand) ? 200 : pendingStatus, ErrandAnswer.body(errand));
  }
}
