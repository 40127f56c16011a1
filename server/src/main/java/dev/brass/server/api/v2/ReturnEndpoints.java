package dev.brass.server.api.v2;

import dev.brass.server.aftersales.Aftersales;
import dev.brass.server.aftersales.AftersalesAction;
import dev.brass.server.aftersales.AftersalesFilter;
import dev.brass.server.aftersales.AftersalesId;
import dev.brass.server.aftersales.AftersalesPrivate;
import dev.brass.server.aftersales.AftersalesRequest;
import dev.brass.server.aftersales.AftersalesTask;
import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Command;
import dev.brass.server.api.Reply;
import dev.brass.server.db.Page;
import dev.brass.server.tenant.Caller;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// `/returns` (Zinc API docs, Returns).
final class ReturnEndpoints {

  private static final int DEFAULT_PAGE = 50;
  private static final int LARGEST_PAGE = 500;
  private static final int LARGEST_OFFSET = 1_000_000;

  private ReturnEndpoints() {}

  /// A return that is accepted.
  ///
  /// @param echo the request as JSON text
  record Wanted(ReturnGate.Passed passed, String echo) {}

  /// `POST /returns`: 201 with the open return once it is on disk.
  record Create(ReturnGate gate, Aftersales aftersales, V2Json json) implements Command<Wanted> {
    @Override
    public Wanted check(ApiRequest request, Caller caller) {
      JsonNode body = json.body(request);
      return new Wanted(gate.pass(ReturnForm.read(body), caller), json.write(body));
    }

    @Override
    public Reply run(Wanted wanted, ApiRequest request, Caller caller) {
      ReturnGate.Passed passed = wanted.passed();
      Aftersales.Submission submission =
          aftersales.submit(
              new AftersalesRequest(
                  caller.tenant(),
                  caller.mode(),
                  passed.order().order().spec().store(),
                  passed.order().order().id(),
                  passed.wish(),
                  AftersalesRequest.Overlap.REFUSED,
                  new AftersalesPrivate(null, Map.of()),
                  wanted.echo(),
                  null));
      return switch (submission) {
        case Aftersales.Submission.Accepted(var errand) ->
            json.reply(201, ReturnRendering.response(errand));
        case Aftersales.Submission.Returned(var item, var left) ->
            throw ReturnGate.returned(item, left);
        case Aftersales.Submission.Duplicate _ ->
            throw new IllegalStateException("a return without a key is a duplicate");
      };
    }
  }

  /// `GET /returns`: newest first.
  record ListAll(Aftersales aftersales, V2Json json) implements Action {
    @Override
    public Reply handle(ApiRequest request, Caller caller) {
      Query query = new Query(request);
      int limit = query.number("limit", 1, LARGEST_PAGE, DEFAULT_PAGE);
      int offset = query.number("offset", 0, LARGEST_OFFSET, 0);
      String search = query.text("search");
      String status = query.word("status", ReturnStatus.codes());
      query.check();
      Page<AftersalesTask> page =
          aftersales.returns(
              caller.tenant(),
              caller.mode(),
              new AftersalesFilter(
                  search, status == null ? null : ReturnStatus.ofCode(status).states(), null),
              limit,
              offset);
      return json.reply(
          200,
          new V2Wire.ReturnList(
              page.items().stream().map(ReturnRendering::response).toList(), page.total()));
    }
  }

  /// `GET /returns/{return_request_id}`.
  record Get(Aftersales aftersales, V2Json json) implements Action {
    @Override
    public Reply handle(ApiRequest request, Caller caller) {
      AftersalesId id = new AftersalesId(OrderPaths.uuid(request, "return_request_id"));
      AftersalesTask found =
          aftersales
              .get(caller.tenant(), id)
              .filter(errand -> errand.mode() == caller.mode())
              .filter(errand -> errand.wish() instanceof AftersalesAction.Return)
              .orElseThrow(() -> V2Problem.notFound("ReturnRequest", id.toString()));
      return json.reply(200, ReturnRendering.response(found));
    }
  }
}
