package dev.brass.server.api;

import java.util.Set;

/// An API: its table of contents and the one place where its errors are rendered.
public interface Api {

  /// Adds every endpoint: the table of contents of this API.
  void routes(Routes routes);

  /// The callers of this API, used for routes with [Access].
  default Callers callers() {
    throw new IllegalStateException("this API has no callers");
  }

  /// Whether a path that no route matches belongs to this API.
  boolean owns(String path);

  /// The answer to an endpoint's exception. Nothing that a client sends may cause a 5xx.
  Reply failed(ApiRequest request, RuntimeException problem);

  /// The answer to a path that does not exist in this API.
  Reply notFound(ApiRequest request);

  /// The answer to a path of this API that exists only with other methods.
  Reply methodNotAllowed(ApiRequest request, Set<String> allowed);
}
