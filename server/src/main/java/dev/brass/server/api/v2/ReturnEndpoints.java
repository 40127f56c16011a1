package dev.brass.server.api.v2;

import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Command;
import dev.brass.server.api.Reply;
import dev.brass.server.errand.Errand;
import dev.brass.server.errand.ErrandFilter;
import dev.brass.server.errand.ErrandId;
import dev.brass.server.errand.ErrandPage;
import dev.brass.server.errand.ErrandPrivate;
import dev.brass.server.errand.ErrandRequest;
import dev.brass.server.errand.Errands;
import dev.brass.server.errand.Wish;
import dev.brass.server.tenant.Caller;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// `/returns` (spec v2 §6).
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
  record Create(ReturnGate gate, Errands errands, V2Json json) implements Command<Wanted> {
    @Override
    public Wanted check(ApiRequest request, Caller caller) {
      JsonNode body = json.body(request);
      return new Wanted(gate.pass(ReturnForm.read(body), caller), json.write(body));
    }

    @Override
    public Reply run(Wanted wanted, ApiRequest request, Caller caller) {
      ReturnGate.Passed passed = wanted.passed();
      Errands.Submission submission =
          errands.submit(
              new ErrandRequest(
                  caller.tenant(),
                  caller.mode(),
                  passed.order().order().spec().store(),
                  passed.order().order().id(),
                  passed.wish(),
                  ErrandRequest.Overlap.REFUSED,
                  new ErrandPrivate(null, Map.of()),
                  wanted.echo(),
                  null));
      return switch (submission) {
        case Errands.Submission.Accepted(var errand) ->
            json.reply(201, ReturnRendering.response(errand));
        case Errands.Submission.Returned(var item, var left) ->
            throw ReturnGate.returned(item, left);
        case Errands.Submission.Duplicate _ ->
            throw new IllegalStateException("a return without a key has a double");
      };
    }
  }

  /// `GET /returns`: newest first.
  record ListAll(Errands errands, V2Json json) implements Action {
    @Override
    public Reply handle(ApiRequest request, Caller caller) {
      Query query = new Query(request);
      int limit = query.number("limit", 1, LARGEST_PAGE, DEFAULT_PAGE);
      int offset = query.number("offset", 0, LARGEST_OFFSET, 0);
      String search = query.text("search");
      String status = query.word("status", ReturnStatus.codes());
      query.check();
      ErrandPage page =
          errands.returns(
              caller.tenant(),
              caller.mode(),
              new ErrandFilter(
                  search, status == null ? null : ReturnStatus.ofCode(status).states(), null),
              limit,
              offset);
      return json.reply(
          200,
          new V2Wire.ReturnList(
              page.errands().stream().map(ReturnRendering::response).toList(), page.total()));
    }
  }

  /// `GET /returns/{return_request_id}`.
  record Get(Errands errands, V2Json json) implements Action {
    @Override
    public Reply handle(ApiRequest request, Caller caller) {
      ErrandId id = new ErrandId(OrderPaths.uuid(request, "return_request_id"));
      Errand found =
          errands
              .get(caller.tenant(), id)
              .filter(errand -> errand.mode() == caller.mode())
              .filter(errand -> errand.wish() instanceof Wish.Return)
              .orElseThrow(() -> V2Problem.notFound("ReturnRequest", id.toString()));
      return json.reply(200, ReturnRendering.response(found));
    }
  }
}
