package dev.brass.server.api.v1;

import dev.brass.server.api.Api;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import java.util.Set;

/// A part of the classic API: endpoints whose errors have one shape. Paths that do not exist belong
/// to [V1Api].
abstract class V1Part implements Api {

  @Override
  public boolean owns(String path) {
    return false;
  }

  @Override
  public final Reply failed(ApiRequest request, RuntimeException problem) {
    return V1Errors.of(request, problem);
  }

  @Override
  public final Reply notFound(ApiRequest request) {
    return V1Errors.notFound(request);
  }

  @Override
  public final Reply methodNotAllowed(ApiRequest request, Set<String> allowed) {
    return V1Errors.methodNotAllowed(request, allowed);
  }
}
