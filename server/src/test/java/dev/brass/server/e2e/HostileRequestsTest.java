package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.brass.server.api.ApiDocument;
import dev.brass.server.api.v1.V1Api;
import dev.brass.server.api.v2.V2Api;
import dev.brass.server.e2e.Agent.Challenge;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// 10,000 requests made from the descriptions of the APIs (some good, some with anything in them,
/// some meant to hurt) through all doors: none is answered with a 5xx, and no secret is in an
/// answer or in the log. The seed is told with what fails; `-Dbrass.fuzz.seed=` repeats it.
class HostileRequestsTest {

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  private static final int REQUESTS = Integer.getInteger("brass.fuzz.requests", 10_000);
  private static final long SEED = Long.getLong("brass.fuzz.seed", System.nanoTime());

  /// Sent in the places of secrets, and not to be seen again anywhere.
  private static final String CANARY = "canary5f3a9c17e2";

  /// An answer that says so is meant: a server that lacks what an operator has to set up.
  private static final Set<Integer> MEANT = Set.of(503);

  private static final List<String> HOSTILE =
      List.of(
          "",
          " ",
          "\u0000",
          "\uD800",
          "' or 1=1 --",
          "<script>alert(1)</script>",
          "{{7*7}}",
          "../../etc/passwd",
          "%00%ff",
          "9".repeat(400),
          "x".repeat(5_000),
          "\uD83D\uDE00\u202E",
          "-1",
          "1e999",
          "NaN",
          "2026-13-45T99:99:99Z",
          "00000000-0000-0000-0000-000000000000",
          "http://127.0.0.1:1/",
          "javascript:alert(1)",
          "\r\nX-Evil: 1");

  /// What requests need to come further than to the check of their form.
  private static final Map<String, String> GOOD =
      Map.of(
          "retailer", "amazon",
          "q", "book",
          "query", "book",
          "product_id", "B07JGBW826",
          "method", "local",
          "max_age", "60");

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /// What can be asked of one API.
  private record Operation(JsonNode document, String method, String path, JsonNode description) {

    boolean isPaid() {
      return path.startsWith("/agent/");
    }
  }

  private static List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    for (Class<?> api : List.of(V1Api.class, V2Api.class)) {
      JsonNode document = ApiDocument.beside(api).tree();
      document
          .get("paths")
          .properties()
          .forEach(
              path ->
                  path.getValue()
                      .properties()
                      .forEach(
                          o ->
                              operations.add(
                                  new Operation(
                                      document,
                                      o.getKey().toUpperCase(Locale.ROOT),
                                      path.getKey(),
                                      o.getValue()))));
    }
    return operations;
  }

  /// Everything that is logged meanwhile.
  private static final class Log extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

    static Log open() {
      Log log = new Log();
      log.start();
      log.root.addAppender(log);
      return log;
    }

    @Override
    protected void append(ILoggingEvent event) {
      lines.add(event.getFormattedMessage() + " " + event.getThrowableProxy());
    }

    @Override
    public void close() {
      root.detachAppender(this);
    }
  }

  @Test
  void nothingThatIsSentBreaksTheServerOrTellsASecret() throws Exception {
    List<Operation> operations = operations();
    List<Operation> paid = operations.stream().filter(Operation::isPaid).toList();
    RunningServer running = server.running();
    Queue<String> flaws = new ConcurrentLinkedQueue<>();
    Map<Integer, Integer> statuses = Collections.synchronizedMap(new HashMap<>());
    try (Log log = Log.open();
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Void>> calls =
          IntStream.range(0, REQUESTS)
              .<Callable<Void>>mapToObj(
                  i ->
                      () -> {
                        Random random = new Random(SEED + i);
                        List<Operation> some = random.nextInt(4) == 0 ? paid : operations;
                        Operation operation = some.get(random.nextInt(some.size()));
                        Sent sent = new Fuzz(random, running, operation).send();
                        statuses.merge(sent.status(), 1, Integer::sum);
                        check(sent, flaws);
                        return null;
                      })
              .toList();
      for (Future<Void> call : threads.invokeAll(calls)) {
        call.get();
      }
      log.lines.stream()
          .filter(line -> line.contains(CANARY) || line.contains(running.key("api_key")))
          .limit(5)
          .forEach(line -> flaws.add("logged: " + line));
    }

    assertThat(flaws).as("seed %d, statuses %s", SEED, statuses).isEmpty();
    // They came through all doors, and to the till of the paid one.
    assertThat(statuses.keySet()).as(statuses.toString()).contains(200, 201, 402, 404, 409, 422);
    assertThat(statuses.getOrDefault(0, 0)).as(statuses.toString()).isLessThan(REQUESTS / 50);
    assertThat(running.stranger().get("/health/ready").status()).isEqualTo(200);
  }

  private static void check(Sent sent, Queue<String> flaws) {
    if (flaws.size() < 20 && sent.status() >= 500 && !MEANT.contains(sent.status())) {
      flaws.add(sent + "");
    }
    if (flaws.size() < 20 && sent.body().contains(CANARY)) {
      flaws.add("told: " + sent);
    }
  }

  /// What was sent and what came back.
  private record Sent(String what, int status, String body) {}

  /// One request made at random.
  private record Fuzz(Random random, RunningServer server, Operation operation) {

    Sent send() throws InterruptedException {
      String path = path();
      String body = body();
      String authorization = authorization(path, body);
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(server.url() + path))
              .timeout(Duration.ofSeconds(60))
              .method(
                  operation.method(),
                  body == null
                      ? BodyPublishers.noBody()
                      : BodyPublishers.ofString(body, StandardCharsets.UTF_8));
      if (authorization != null) {
        request.header("Authorization", authorization);
      }
      if (random.nextInt(10) == 0) {
        request.header("X-Test-Mode", random.nextBoolean() ? "true" : "perhaps");
      }
      if (random.nextInt(10) == 0) {
        request.header("Idempotency-Key", "k" + random.nextInt(20));
      }
      if (random.nextInt(30) == 0) {
        request.header("PAYMENT-SIGNATURE", Base64.getEncoder().encodeToString(bytes()));
      }
      String what = operation.method() + " " + path + " " + authorization + " " + body;
      try {
        HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
        return new Sent(what, response.statusCode(), response.body());
      } catch (IOException e) {
        // The server may end a connection whose request it does not read.
        return new Sent(what, 0, "");
      }
    }

    private byte[] bytes() {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      return bytes;
    }

    private String path() {
      String path = operation.path();
      while (path.contains("{")) {
        String value =
            switch (random.nextInt(4)) {
              case 0 -> "3c90c3cc-0d44-4b50-8888-8dd25736052a";
              case 1 -> "B07JGBW826";
              default -> hostile();
            };
        path =
            path.substring(0, path.indexOf('{'))
                + encoded(value.isEmpty() ? "x" : value)
                + path.substring(path.indexOf('}') + 1);
      }
      StringBuilder query = new StringBuilder();
      for (JsonNode parameter : operation.description().path("parameters")) {
        JsonNode known = resolved(parameter);
        if (known.path("in").asString("").equals("query") && random.nextInt(3) > 0) {
          query
              .append(query.isEmpty() ? '?' : '&')
              .append(known.get("name").asString())
              .append('=')
              .append(encoded(parameter(known)));
        }
      }
      return path + query;
    }

    private String parameter(JsonNode known) {
      String good = GOOD.get(known.get("name").asString());
      return good != null && random.nextInt(4) > 0 ? good : text(value(known.path("schema"), 0));
    }

    private static String encoded(String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String text(JsonNode value) {
      return value.isString() ? value.asString() : value.toString();
    }

    private String body() {
      JsonNode content = resolved(operation.description().path("requestBody")).path("content");
      JsonNode schema = content.path("application/json").path("schema");
      if (operation.method().equals("GET") || random.nextInt(20) == 0) {
        return null;
      }
      return switch (random.nextInt(12)) {
        case 0 -> hostile();
        case 1 -> "[".repeat(200);
        case 2 -> "{\"a\":1,\"a\":2}";
        default ->
            operation.path().endsWith("/orders") && random.nextBoolean()
                ? order()
                : value(schema, 0).toString();
      };
    }

    /// A good order with at most one thing in it that is not.
    private String order() {
      ObjectNode order = CurrentRequests.order("https://www.amazon.com/dp/B07JGBW826");
      order.put("max_price", 1 + random.nextInt(1_000_000));
      if (random.nextBoolean()) {
        List<String> names = List.copyOf(order.propertyNames());
        order.put(names.get(random.nextInt(names.size())), hostile());
      }
      return order.toString();
    }

    private String authorization(String path, String body) {
      boolean classic = operation.path().startsWith("/v1");
      int choice = random.nextInt(20);
      return switch (choice) {
        case 0 -> null;
        case 1 -> "Bearer zn_live_" + CANARY;
        case 2 -> "Basic " + Base64.getEncoder().encodeToString((CANARY + ":").getBytes(UTF));
        case 3 -> "Payment " + Agent.encoded(hostile());
        case 4, 5 -> "Bearer " + server.key("test_api_key");
        default ->
            operation.isPaid()
                ? payment(path, body)
                : classic
                    ? "Basic "
                        + Base64.getEncoder()
                            .encodeToString((server.key("client_token") + ":").getBytes(UTF))
                    : "Bearer " + server.key("api_key");
      };
    }

    private static final java.nio.charset.Charset UTF = StandardCharsets.UTF_8;

    /// A payment for what is sent, where it costs something; now and then one that is wrong.
    private String payment(String path, String body) {
      try {
        HttpResponse<String> asked =
            HTTP.send(
                HttpRequest.newBuilder(URI.create(server.url() + path))
                    .POST(BodyPublishers.ofString(body == null ? "" : body))
                    .build(),
                BodyHandlers.ofString());
        if (asked.statusCode() != 402) {
          return "Payment x";
        }
        Map<String, String> headers = new HashMap<>();
        asked.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
        Challenge challenge =
            Agent.challenges(new Client.Answer(402, headers, asked.body())).getFirst();
        String token =
            List.of("local-ok", "local-ok", "local-declined", "local-lost", CANARY)
                .get(random.nextInt(5));
        return random.nextInt(4) == 0
            ? challenge.answer(
                "{\"token\":\"" + token + "\"}", Map.of("request", Agent.encoded("{}")))
            : challenge.answer(token);
      } catch (IOException e) {
        return "Payment y";
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return "Payment z";
      }
    }

    private String hostile() {
      return HOSTILE.get(random.nextInt(HOSTILE.size()));
    }

    private JsonNode resolved(JsonNode node) {
      return node.has("$ref")
          ? operation.document().at(node.get("$ref").asString().substring(1))
          : node;
    }

    /// A value of a schema, or now and then of none.
    private JsonNode value(JsonNode given, int depth) {
      JsonNode schema = resolved(given);
      if (random.nextInt(12) == 0 || depth > 6) {
        return Client.JSON.valueToTree(anything());
      }
      JsonNode choice = schema.has("anyOf") ? schema.get("anyOf") : schema.path("oneOf");
      if (!choice.isEmpty()) {
        return value(choice.get(random.nextInt(choice.size())), depth + 1);
      }
      if (schema.has("enum")) {
        return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
      }
      JsonNode type = schema.path("type");
      String word =
          type.isArray() ? type.get(random.nextInt(type.size())).asString() : type.asString("");
      return switch (word) {
        case "object" -> object(schema, depth);
        case "array" -> {
          ArrayNode array = Client.JSON.createArrayNode();
          int length = random.nextInt(3);
          for (int i = 0; i < length; i++) {
            array.add(value(schema.path("items"), depth + 1));
          }
          yield array;
        }
        case "integer", "number" -> Client.JSON.valueToTree(random.nextInt(-5, 10_000));
        case "boolean" -> Client.JSON.valueToTree(random.nextBoolean());
        case "null" -> Client.JSON.nullNode();
        default ->
            Client.JSON.valueToTree(
                random.nextInt(3) == 0 ? hostile() : "text" + random.nextInt(100));
      };
    }

    private ObjectNode object(JsonNode schema, int depth) {
      ObjectNode object = Client.JSON.createObjectNode();
      schema
          .path("properties")
          .properties()
          .forEach(
              property -> {
                if (random.nextInt(5) > 0) {
                  String name = property.getKey();
                  boolean secret =
                      Set.of("password", "security_code", "totp_secret", "number").contains(name);
                  object.set(
                      name,
                      secret
                          ? Client.JSON.valueToTree(CANARY)
                          : value(property.getValue(), depth + 1));
                }
              });
      return object;
    }

    private Object anything() {
      return switch (random.nextInt(6)) {
        case 0 -> hostile();
        case 1 -> Long.MAX_VALUE;
        case 2 -> List.of(List.of(), Map.of());
        case 3 -> Map.of("a", Map.of());
        case 4 -> -0.5;
        default -> true;
      };
    }
  }
}
