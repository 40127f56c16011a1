package dev.brass.server.api.v1;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.connect.Proxies;
import dev.brass.server.connect.Stores;
import dev.brass.server.tenant.Mode;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// Reads whose proxy a request is about, and which (spec v1 §12). Thread-safe.
final class ProxyReader {

  static final Set<String> NAMES = Set.of("retailer", "email", "proxy_url");

  private static final List<String> ADDRESS = List.of("retailer", "email");

  private final Stores stores;
  private final Proxies proxies;

  ProxyReader(Stores stores, Proxies proxies) {
    this.stores = stores;
    this.proxies = proxies;
  }

  /// A log-in at a retailer.
  record LogIn(String retailer, String email) {}

  /// A log-in and its proxy.
  record Wanted(LogIn logIn, String proxyUrl) {}

  /// Reads the body of a request that stores a proxy.
  ///
  /// @throws V1Problem when it is not valid
  Wanted wanted(ApiRequest request, Mode mode) {
    Problems problems = new Problems();
    Fields fields = new Fields(V1Json.read(request.text()), "", false, NAMES, problems);
    LogIn logIn = logIn(fields, mode);
    Value url = fields.get("proxy_url").hidden();
    String text = url.requiredText(Limits.URL).strip();
    String problem = text.isEmpty() ? null : proxies.problem(text);
    if (problem != null) {
      url.problem(problem);
    }
    if (problems.any()) {
      throw problems.refusal();
    }
    return new Wanted(logIn, text);
  }

  /// Reads whose proxy is meant, off the body as the documents have it for `GET` as well, or off
  /// query parameters, since not every client can send a body with a `GET`.
  ///
  /// @throws V1Problem when it is not valid
  LogIn logIn(ApiRequest request, Mode mode) {
    String text = request.text();
    Problems problems = new Problems();
    ObjectNode address = text.isBlank() ? query(request) : V1Json.read(text);
    LogIn logIn = logIn(new Fields(address, "", false, NAMES, problems), mode);
    if (problems.any()) {
      throw problems.refusal();
    }
    return logIn;
  }

  private static ObjectNode query(ApiRequest request) {
    Query query = new Query(request, NAMES);
    ObjectNode address = V1Json.object();
    for (String name : ADDRESS) {
      address.put(name, query.text(name, Limits.TEXT));
    }
    query.check();
    return address;
  }

  private LogIn logIn(Fields fields, Mode mode) {
    Value code = fields.get("retailer");
    String retailer = code.requiredText(Limits.TEXT);
    if (!retailer.isEmpty() && stores.byCode(retailer, mode).isEmpty()) {
      code.problemWithValue(V1Code.INVALID_REQUEST, "is not known");
    }
    return new LogIn(retailer, fields.get("email").requiredText(Proxies.LONGEST_EMAIL).strip());
  }
}
