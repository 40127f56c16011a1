package dev.brass.server.api.v1;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.connect.Proxies;
import dev.brass.server.connect.Stores;
import dev.brass.server.tenant.Mode;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// Reads the owner and the proxy that a request names (classic Zinc docs, Proxies). Thread-safe.
final class ProxyReader {

  static final Set<String> NAMES = Set.of("retailer", "email", "proxy_url");

  private static final List<String> ADDRESS = List.of("retailer", "email");

  private final Stores stores;
  private final Proxies proxies;

  ProxyReader(Stores stores, Proxies proxies) {
    this.stores = stores;
    this.proxies = proxies;
  }

  /// Credentials at a retailer.
  record LogIn(String retailer, String email) {}

  /// Credentials and their proxy.
  record Wanted(LogIn logIn, String proxyUrl) {}

  /// Reads the body of a request that stores a proxy.
  ///
  /// @throws V1Problem when it is invalid
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

  /// Reads the owner of a proxy, from the body as in the documents (for `GET` as well) or from
  /// query parameters, because not every client can send a body with a `GET`.
  ///
  /// @throws V1Problem when it is invalid
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
