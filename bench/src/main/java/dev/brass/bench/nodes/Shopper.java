package dev.brass.bench.nodes;

import dev.brass.bench.nodes.Basket.Fate;
import dev.brass.bench.nodes.Basket.Item;
import dev.brass.bench.nodes.Promises.Answer;
import dev.brass.bench.nodes.Wire.Reply;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The clients of the simulation, as the documents want them: what gets no answer, or a server's
/// error, is sent again with the same key. Thread-safe.
final class Shopper {

  private final Wire wire;
  private final Wire.Keys keys;
  private final Agent agent;
  private final Promises promises;
  private final Map<Integer, Agent.Credential> credentials = new ConcurrentHashMap<>();

  Shopper(Wire wire, Wire.Keys keys, Agent agent, Promises promises) {
    this.wire = wire;
    this.keys = keys;
    this.agent = agent;
    this.promises = promises;
  }

  /// Sends a basket until there is an answer that counts.
  void buy(Basket basket) throws InterruptedException {
    long sentAt;
    Answer answer;
    do {
      sentAt = System.nanoTime();
      answer = submit(basket);
    } while (answer != null && !promises.keep(basket, sentAt, answer));
  }

  /// The answer to a basket; null when there is none that makes sense, which is a flaw.
  private @Nullable Answer submit(Basket basket) throws InterruptedException {
    long pause = 50;
    while (true) {
      Reply reply = send(basket);
      Answer answer = answer(basket, reply);
      if (answer != null) {
        return answer;
      }
      if (!isToBeSentAgain(basket, reply)) {
        promises.flaw("%s was answered with %s".formatted(basket, reply));
        return null;
      }
      promises.triedAgain();
      Thread.sleep(pause + ThreadLocalRandom.current().nextLong(pause));
      pause = Math.min(1_000, pause * 2);
    }
  }

  private Reply send(Basket basket) throws InterruptedException {
    return switch (basket.channel()) {
      case CLASSIC -> wire.post("/v1/orders", basket.body(), keys.classic());
      case CURRENT, CARD -> wire.post("/orders", basket.body(), keys.current());
      case BULK -> wire.post("/orders/bulk", basket.body(), keys.current());
      case BATCH -> wire.post("/v1/batches", basket.body(), keys.current());
      case AGENT -> paid(basket);
    };
  }

  /// An agent pays once, and shows the same credential with every try.
  private Reply paid(Basket basket) throws InterruptedException {
    Agent.Credential credential = credentials.get(basket.number());
    if (credential == null) {
      credential = agent.pays(basket);
      credentials.put(basket.number(), credential);
    }
    return wire.post(Agent.PATH, basket.body(), credential.header());
  }

  /// The id of the challenge that an agent has paid for a basket; null when it has not.
  @Nullable String challenge(Basket basket) {
    Agent.Credential credential = credentials.get(basket.number());
    return credential == null ? null : credential.challenge();
  }

  /// The answer to a basket; null when the reply is none.
  private static @Nullable Answer answer(Basket basket, Reply reply) {
    Item first = basket.items().getFirst();
    try {
      JsonNode body = reply.json();
      if (reply.status() == 402 && first.fate() == Fate.CARD_REFUSED) {
        return Answer.none();
      }
      // In a life that is forgotten the store did not have it, and the money went back.
      if (isGivenBack(reply) && first.fate() == Fate.SOLD_OUT) {
        return Answer.none();
      }
      return switch (basket.channel()) {
        case CLASSIC -> reply.is2xx() ? Answer.of(first, uuid(body.required("request_id"))) : null;
        case CURRENT, CARD -> single(first, reply, body, null);
        case AGENT -> single(first, reply, body, reply.header("x-api-key"));
        case BULK, BATCH ->
            reply.is2xx() ? new Answer(Map.of(), body.required("id").asString(), null) : null;
      };
    } catch (JacksonException | IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable Answer single(
      Item item, Reply reply, JsonNode body, @Nullable String key) {
    String order =
        reply.is2xx()
            ? body.path("id").asString("")
            : body.at("/error/details/order_id").asString("");
    boolean counts = reply.is2xx() || reply.status() == 409;
    return counts && !order.isEmpty() ? new Answer(Map.of(item.product(), order), null, key) : null;
  }

  private static String uuid(JsonNode requestId) {
    String digits = requestId.asString();
    return new UUID(
            HexFormat.fromHexDigitsToLong(digits, 0, 16),
            HexFormat.fromHexDigitsToLong(digits, 16, 32))
        .toString();
  }

  /// Of answers that are no server's error, those that say that the payment is being carried out.
  private static boolean isToBeSentAgain(Basket basket, Reply reply) {
    boolean paysOutside =
        basket.channel() == Basket.Channel.CARD || basket.channel() == Basket.Channel.AGENT;
    return reply.isServersFault() || (paysOutside && reply.status() == 409 && !isGivenBack(reply));
  }

  private static boolean isGivenBack(Reply reply) {
    return reply.status() == 409 && reply.text("/error/details/reason").equals("payment_returned");
  }

  /// Learns which orders an upload or a batch has made; false while they are being made.
  boolean look(Promises.Kept kept) throws InterruptedException {
    Basket basket = kept.basket();
    String batch = kept.answer().batch();
    if (batch == null) {
      return true;
    }
    Map<String, String> orders =
        basket.channel() == Basket.Channel.BULK ? rows(basket, batch) : operations(basket, batch);
    if (orders == null) {
      return false;
    }
    promises.known(basket, orders);
    return true;
  }

  private @Nullable Map<String, String> rows(Basket basket, String batch)
      throws InterruptedException {
    Reply reply = wire.get("/orders/bulk/" + batch, keys.current());
    JsonNode body = reply.json();
    if (reply.status() != 200) {
      promises.flaw("the upload of %s is answered with %s".formatted(basket, reply));
      return Map.of();
    }
    if (!body.path("status").asString("").equals("completed")) {
      return null;
    }
    Map<String, String> orders = new HashMap<>();
    for (JsonNode row : body.path("rows")) {
      Item item = basket.items().get(row.path("index").asInt());
      if (row.path("order_id").isString()) {
        orders.put(item.product(), row.path("order_id").asString());
      } else {
        promises.flaw("%s of %s has no order: %s".formatted(item, basket, row));
      }
    }
    return orders;
  }

  private @Nullable Map<String, String> operations(Basket basket, String batch)
      throws InterruptedException {
    Reply reply = wire.get("/v1/batches/" + batch, keys.current());
    if (reply.status() != 200) {
      promises.flaw("the batch of %s is answered with %s".formatted(basket, reply));
      return Map.of();
    }
    if (!reply.json().path("status").asString("").equals("completed")) {
      return null;
    }
    Map<String, String> orders = new HashMap<>();
    List<String> lines =
        wire.get("/v1/batches/" + batch + "/results", keys.current()).body().lines().toList();
    for (String line : lines) {
      JsonNode operation = JsonMapper.shared().readTree(line);
      JsonNode said = operation.path("response_body");
      String product = operation.path("reference").asString("");
      if (said.path("request_id").isString()) {
        orders.put(product, uuid(said.path("request_id")));
      } else if (said.path("id").isString()) {
        orders.put(product, said.path("id").asString());
      } else {
        promises.flaw("%s of %s has no order: %s".formatted(product, basket, operation));
      }
    }
    return orders;
  }

  /// What the API says of an order in the end: `placed`, `failed`, or anything else.
  String standing(Promises.Kept kept, String order) throws InterruptedException {
    String key = kept.answer().key();
    boolean classic = kept.basket().channel() == Basket.Channel.CLASSIC;
    Reply reply =
        classic
            ? wire.get("/v1/orders/" + order.replace("-", ""), keys.classic())
            : wire.get("/orders/" + order, key == null ? keys.current() : "Bearer " + key);
    if (reply.status() != 200) {
      return reply.toString();
    }
    if (classic) {
      String type = reply.text("/_type");
      return type.equals("order_response")
          ? "placed"
          : reply.text("/code").equals("request_processing") ? "processing" : "failed";
    }
    return switch (reply.text("/status")) {
      case "order_placed" -> "placed";
      case "order_failed" -> "failed";
      default -> reply.text("/status");
    };
  }
}
