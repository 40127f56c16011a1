package dev.brass.server.api;

import java.util.Set;

/// An API: its table of contents and the one place where its errors get their shape.
public interface Api {

  /// Adds every endpoint; this is the API's table of contents.
  void routes(Routes routes);

  /// Who calls; asked for routes with [Access].
  default Callers callers() {
    throw new IllegalStateException("this API knows no callers");
  }

  /// Whether a path that no route matches would have been this API's.
  boolean owns(String path);

  /// The answer to an endpoint's exception. Nothing a client sends leads to a 5xx.
  Reply failed(ApiRequest request, RuntimeException problem);

  /// The answer to a path of this API that does not exist.
  Reply notFound(ApiRequest request);

  /// The answer to a path of this API that exists with other methods.
  Reply methodNotAllowed(ApiRequest request, Set<String> allowed);
}
