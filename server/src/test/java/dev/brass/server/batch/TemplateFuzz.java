package dev.brass.server.batch;

import dev.brass.server.batch.Operation.Status;
import dev.brass.server.batch.RunRepository.Ending;
import dev.brass.server.fuzz.FuzzTarget;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;

/// `{{a.response_body}}` in a path, a parameter and a body.
public final class TemplateFuzz implements FuzzTarget {

  private static final Map<String, Ending> ENDINGS =
      Map.of(
          "a",
          new Ending(Status.COMPLETED, 200, "{\"id\": 1, \"list\": [{\"id\": \"x\"}, [1, 2]]}"));

  private final References references = new References();

  @Override
  public void read(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    References.replaced(text, "x");
    Call call =
        new Call(
            text,
            JsonNodeFactory.instance.objectNode().put("q", text),
            JsonNodeFactory.instance.objectNode().put("b", text));
    References.in(call);
    try {
      references.resolve(call, ENDINGS, 1 << 20);
    } catch (References.Unresolved refused) {
      // As it should be.
    }
  }
}
