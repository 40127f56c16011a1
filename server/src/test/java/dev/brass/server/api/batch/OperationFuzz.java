package dev.brass.server.api.batch;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.fuzz.FuzzTarget;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// The paths of operations, and the parameters of lists.
public final class OperationFuzz implements FuzzTarget {

  @Override
  public void read(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    InnerPath.read(text).ifPresent(path -> path.with(null).isNested());
    ApiRequest request =
        new ApiRequest(
            "r",
            "GET",
            "/v1/batches",
            Map.of(
                "ids", List.of(text),
                "status", List.of(text),
                "limit", List.of(text),
                "sort", List.of(text)),
            Map.of(),
            InputStream.nullInputStream(),
            1);
    try {
      new ListQuery(request).operations(List.of("pending"));
    } catch (BatchProblem refused) {
      // As it should be.
    }
    new BatchWire().read(input);
  }
}
