package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.form.InvalidInput;
import dev.brass.server.fuzz.FuzzTarget;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Query parameters and headers: the input is the value of each.
public final class CurrentQueryFuzz implements FuzzTarget {

  @Override
  public void read(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    ApiRequest request =
        new ApiRequest(
            "r",
            "GET",
            "/orders",
            Map.of("x", List.of(text)),
            Map.of("authorization", text, "accept", text, "content-type", text, "user-agent", text),
            InputStream.nullInputStream(),
            1);
    Query query = new Query(request);
    query.instant("x");
    query.number("x", 1, 100, 1);
    query.uuid("x");
    query.flag("x");
    query.word("x", List.of("a"));
    query.required("x", 100);
    tolerated(_ -> query.check(), request);
    tolerated(r -> AgentCredential.of(r, "http://localhost/agent/orders"), request);
  }

  private static void tolerated(Consumer<ApiRequest> reading, ApiRequest request) {
    try {
      reading.accept(request);
    } catch (InvalidInput | V2Problem refused) {
      // As it should be.
    }
  }
}
