package dev.brass.server.secret;

import dev.brass.server.fuzz.FuzzTarget;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.JsonNodeFactory;

/// What hides secrets in all texts that are logged or stored.
public final class RedactionFuzz implements FuzzTarget {

  @Override
  public void read(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    Redaction.of(text);
    Masking.of(JsonNodeFactory.instance.objectNode().put("note", text).put(text, "x"));
    CardNumbers.mask(text);
  }
}
