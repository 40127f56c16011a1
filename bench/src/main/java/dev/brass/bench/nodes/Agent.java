package dev.brass.bench.nodes;

import dev.brass.bench.nodes.Wire.Reply;
import dev.brass.testkit.stripe.FakeStripe;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A program without an account, which pays for what it asks for by a token of the card processor.
/// Thread-safe.
final class Agent {

  static final String PATH = "/agent/orders";

  private static final Pattern PARAMETER =
      Pattern.compile("\\b(\\w++)=\"((?:[^\"\\\\]|\\\\.)*+)\"");

  private final Wire wire;
  private final FakeStripe stripe;

  Agent(Wire wire, FakeStripe stripe) {
    this.wire = wire;
    this.stripe = stripe;
  }

  /// What it shows to be served.
  ///
  /// @param challenge the id of what it answers
  record Credential(String challenge, String header) {}

  /// Asks what an order costs, and gets leave from its owner to pay that.
  Credential pays(Basket basket) throws InterruptedException {
    Reply asked = wire.post(PATH + "?method=stripe", basket.body(), null);
    Map<String, String> challenge = challenge(asked);
    JsonNode request =
        JsonMapper.shared()
            .readTree(Base64.getUrlDecoder().decode(challenge.getOrDefault("request", "")));
    String token =
        stripe.token("pm_card_visa", Long.parseLong(request.required("amount").asString()));
    ObjectNode credential = JsonMapper.shared().createObjectNode();
    credential.set("challenge", JsonMapper.shared().valueToTree(challenge));
    credential.putObject("payload").put("spt", token);
    credential.put("source", "did:example:agent");
    return new Credential(challenge.getOrDefault("id", ""), "Payment " + encoded(credential));
  }

  private static Map<String, String> challenge(Reply asked) {
    String header = asked.header("www-authenticate");
    if (asked.status() != 402 || header == null) {
      throw new IllegalStateException("asked for the price, the server answers " + asked);
    }
    Map<String, String> parameters = new TreeMap<>();
    Matcher matcher = PARAMETER.matcher(header);
    while (matcher.find()) {
      parameters.put(matcher.group(1), matcher.group(2));
    }
    return parameters;
  }

  private static String encoded(ObjectNode credential) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(credential.toString().getBytes(StandardCharsets.UTF_8));
  }
}
