package dev.brass.server.api.v2;

import dev.brass.server.api.Api;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import java.util.Map;
import java.util.Set;

/// A part of the current API with its own table of contents, and the errors that all parts share.
abstract class V2Part implements Api {

  final V2Json json = new V2Json();
  private final V2Errors errors = new V2Errors(json);

  @Override
  public Reply failed(ApiRequest request, RuntimeException problem) {
    return errors.reply(problem);
  }

  @Override
  public Reply notFound(ApiRequest request) {
    return errors.reply(
        new V2Problem(
            404, "not_found", "There is no " + request.path() + " here; see /docs", null));
  }

  @Override
  public Reply methodNotAllowed(ApiRequest request, Set<String> allowed) {
    return errors
        .reply(
            new V2Problem(
                405,
                "bad_request",
                request.path() + " takes " + String.join(", ", allowed),
                Map.of("allowed", allowed.stream().sorted().toList())))
        .with("Allow", String.join(", ", allowed));
  }
}
