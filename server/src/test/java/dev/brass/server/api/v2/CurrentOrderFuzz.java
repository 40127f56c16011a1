package dev.brass.server.api.v2;

import dev.brass.server.form.InvalidInput;
import dev.brass.server.fuzz.FuzzTarget;
import dev.brass.server.intake.OrderDraft;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/// The bodies of `POST /orders` and `POST /returns`.
public final class CurrentOrderFuzz implements FuzzTarget {

  private final V2Json json = new V2Json();

  @Override
  public void read(byte[] input) {
    try {
      JsonNode body = json.read(new String(input, StandardCharsets.UTF_8));
      json.write(body);
      OrderDraft.read(body, CardForm::read);
    } catch (InvalidInput | V2Problem refused) {
      // As it should be.
    }
  }
}
