package dev.brass.server.e2e;

import dev.brass.server.e2e.Client.Answer;
import java.util.UUID;

/// A tenant of a test's own, with clients of all kinds.
///
/// @param id the tenant's
/// @param live a client of the current API
/// @param test a client of the current API in test mode
record Customer(RunningServer server, String id, Client classic, Client live, Client test) {

  static Customer of(RunningServer server) {
    String id =
        server
            .operator()
            .post("/admin/tenants", "{\"name\":\"customer-" + UUID.randomUUID() + "\"}")
            .has(201)
            .text("/id");
    return new Customer(
        server,
        id,
        server.classic(key(server, id, "client", "full").text("/key")),
        server.bearer(key(server, id, "live", "full").text("/key")),
        server.bearer(key(server, id, "test", "full").text("/key")));
  }

  /// A new key, as the answer that made it.
  Answer key(String kind, String scope) {
    return key(server, id, kind, scope);
  }

  private static Answer key(RunningServer server, String tenant, String kind, String scope) {
    return server
        .operator()
        .post(
            "/admin/tenants/" + tenant + "/keys",
            "{\"kind\":\"%s\",\"name\":\"k\",\"scope\":\"%s\"}".formatted(kind, scope))
        .has(201);
  }
}
