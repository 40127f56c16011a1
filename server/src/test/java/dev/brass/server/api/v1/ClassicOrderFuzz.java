package dev.brass.server.api.v1;

import static dev.brass.server.api.v1.ClassicRequests.CALLER;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.api.Router;
import dev.brass.server.fuzz.FuzzTarget;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;

/// `POST /v1/orders` with any body.
public final class ClassicOrderFuzz implements FuzzTarget {

  private static final int LARGEST = 1_000_000;

  @Override
  public void read(byte[] input) {
    Router router =
        new Router(
            List.of(new V1Api(_ -> CALLER, new MemoryDesk(), ClassicRequests.reader(), 200)));
    Reply reply =
        router.handle(
            new ApiRequest(
                "r",
                "POST",
                "/v1/orders",
                Map.of(),
                Map.of("authorization", "Basic eDo="),
                new ByteArrayInputStream(input),
                LARGEST));
    if (reply.status() >= 500) {
      throw new AssertionError("answered " + reply.status());
    }
  }
}
