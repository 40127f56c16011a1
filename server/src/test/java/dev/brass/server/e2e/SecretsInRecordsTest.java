package dev.brass.server.e2e;

import static dev.brass.server.e2e.BatchRequests.batch;
import static dev.brass.server.e2e.BatchRequests.completed;
import static dev.brass.server.e2e.BatchRequests.operation;
import static dev.brass.server.e2e.BatchRequests.operations;
import static dev.brass.server.e2e.BatchRequests.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.brass.server.LogLines;
import dev.brass.server.api.v1.ClassicRequests;
import dev.brass.server.e2e.Client.Answer;
import dev.brass.server.secret.Redaction;
import dev.brass.server.webhook.HookReceiver;
import dev.brass.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Every answer that holds a secret is asked for, alone and in a batch, and asked for again; after
/// that no secret is in a batch's records, in a table or in the log, and each is masked where the
/// record of its answer is kept.
class SecretsInRecordsTest {

  /// The answers that have a secret, by what they are written from. A new one is given a call
  /// below.
  private static final Set<String> ANSWERS =
      Set.of(
          "KeyEndpoints$Wire",
          "V2DeviceApi$Exchanged",
          "V2DeviceApi$Issued",
          "V2SandboxApi$Opened",
          "WebhookEndpoints$Wire");

  /// What holds secrets that clients send.
  private static final Set<String> READ = Set.of("AccountForm");

  private static final String PASSWORD = "corkscrew-4711-mallard";
  private static final String TOTP = "JBSWY3DPEHPK3PXP";
  private static final String HOOK = "/hook-sesame-8461";
  private static final String CARD = "5555555555554444";

  @RegisterExtension
  static final WholeServer server = WholeServer.perClass(Map.of("sandbox.per-address", "1000"));

  private final RunningServer running = server.running();
  private final Map<String, String> secrets = new LinkedHashMap<>();

  private String noted(String name, Answer answer, String pointer) {
    String value = answer.text(pointer);
    assertThat(value).as(name).isNotEmpty();
    secrets.put(name, value);
    return value;
  }

  @Test
  void allAnswersWithSecretsAreCalledHere() {
    Set<String> found =
        new ClassFileImporter()
            .importPackages("dev.brass.server.api").stream()
                .filter(type -> type.isAssignableTo(Record.class))
                .filter(
                    type ->
                        type.getFields().stream()
                            .anyMatch(field -> field.getRawType().isEquivalentTo(Secret.class)))
                .map(JavaClass::getName)
                .map(name -> name.substring(name.lastIndexOf('.') + 1))
                .filter(name -> !READ.contains(name))
                .collect(Collectors.toSet());
    assertThat(found).containsExactlyInAnyOrderElementsOf(ANSWERS);
  }

  @Test
  void noRecordHasASecretThatAnAnswerHeld() {
    List<String> records = new ArrayList<>();
    List<String> written;
    try (LogLines log = LogLines.all();
        HookReceiver receiver = HookReceiver.onLoopback()) {
      Customer customer = Customer.of(running);
      keys(customer);
      sandbox();
      String approved = device(customer);
      webhooks(customer, receiver);
      agent();
      Answer done = batched(customer, approved, receiver);
      records.add(operations(customer.live(), done).toString());
      records.add(customer.live().get("/v1/batches/" + done.text("/id") + "/results").body());
      records.add(customer.live().get("/v1/batches").has(200).body());
      records.add(customer.live().get("/v1/batch_operations").has(200).body());
      // Answers to their owner have them; what is asked about later has not.
      records.add(customer.live().get("/orders").has(200).body());
      records.add(customer.classic().get("/v1/orders").has(200).body());
      records.add(customer.live().get("/webhooks/deliveries").body());
      records.add(running.operator().get("/admin/tenants/" + customer.id() + "/keys").body());
      written = log.lines().stream().map(Redaction::of).toList();
    }
    secrets.putAll(Map.of("password", PASSWORD, "totp seed", TOTP, "card", CARD));
    secrets.put("address of a receiver", HOOK);
    assertThat(secrets).hasSizeGreaterThan(12);
    assertThat(written).isNotEmpty();
    // What is no secret is found, so that the search is one.
    assertThat(tablesWith("a key of a batch")).isNotEmpty();
    secrets.forEach(
        (name, secret) -> {
          assertThat(records).as(name).noneMatch(record -> record.contains(secret));
          assertThat(written).as(name).noneMatch(line -> line.contains(secret));
          assertThat(tablesWith(secret)).as(name).isEmpty();
        });
    assertThat(String.join("\n", records)).doesNotContainPattern("zn_(?!acct_)[a-z]+_[A-Za-z0-9]");
    assertThat(records.getFirst())
        .contains(
            "\"api_key\":\"***\"",
            "\"key\":\"***\"",
            "\"claim_url\":\"***\"",
            "\"device_code\":\"***\"",
            "\"webhook_secret\":\"***\"",
            "\"password\":\"***\"",
            "************4444");
  }

  private void keys(Customer customer) {
    for (String kind : List.of("client", "live", "test", "owner")) {
      noted(kind + " key", customer.key(kind, "full"), "/key");
    }
    noted("admin key", running.operator().post("/admin/keys", "{\"name\":\"k\"}"), "/key");
  }

  private void sandbox() {
    Answer opened = running.stranger().post("/sandbox/keys", "").has(200);
    noted("sandbox key", opened, "/api_key");
    noted("the same", opened, "/key");
    String url = noted("claim address", opened, "/claim_url");
    secrets.put("claim token", url.substring(url.indexOf("token=") + 6));
  }

  /// A code that is redeemed, and one that is approved and will be.
  ///
  /// @return the second one
  private String device(Customer customer) {
    Client owner = running.bearer(customer.key("owner", "full").text("/key"));
    String last = "";
    for (int i = 0; i < 2; i++) {
      Answer issued = running.stranger().post("/device/code", "{\"name\":\"n\"}").has(200);
      last = noted("device code " + i, issued, "/device_code");
      owner
          .post(
              "/device/approve",
              "{\"granted\":true,\"user_code\":\"%s\"}".formatted(issued.text("/user_code")))
          .has(200);
      if (i == 0) {
        Answer redeemed = running.stranger().post("/device/token", code(last)).has(200);
        noted("device's key", redeemed, "/key");
        noted("device's key again", redeemed, "/api_key");
      }
    }
    return last;
  }

  private static JsonNode code(String deviceCode) {
    return Client.JSON.createObjectNode().put("device_code", deviceCode);
  }

  private void webhooks(Customer customer, HookReceiver receiver) {
    Client client = customer.live();
    String url = receiver.url(HOOK);
    Answer put = client.put("/webhooks/endpoint", "{\"url\":\"%s\"}".formatted(url)).has(200);
    noted("webhook secret", put, "/webhook_secret");
    noted("webhook secret asked for", client.get("/webhooks/endpoint"), "/webhook_secret");
    Answer rotated = client.post("/webhooks/endpoint/rotate-secret", "").has(200);
    noted("next webhook secret", rotated, "/webhook_secret");
  }

  private void agent() {
    String order =
        CurrentRequests.order("https://www.amazon.com/dp/B07JGBW826")
            .put("max_price", 500_000)
            .put("idempotency_key", "a key of an agent")
            .toString();
    Client stranger = running.stranger();
    Agent.Challenge challenge =
        Agent.challenges(stranger.post("/agent/orders?method=local", order)).getFirst();
    String credential = challenge.answer("local-ok");
    secrets.put("credential", credential.substring("Payment ".length()));
    Client paying = stranger.with("Authorization", credential);
    String key = "";
    for (int i = 0; i < 2; i++) {
      Answer bought = paying.post("/agent/orders?method=local", order).has(201);
      key = bought.headers().getOrDefault("x-api-key", "");
      assertThat(key).startsWith("zn_");
    }
    secrets.put("agent's key", key);
  }

  /// The same calls, and some that bring secrets along, in a batch that is sent twice.
  private Answer batched(Customer customer, String approved, HookReceiver receiver) {
    ObjectNode classic = ClassicRequests.seedOrder();
    ClassicRequests.set(classic, "payment_method.number", '"' + CARD + '"');
    ClassicRequests.set(classic, "retailer_credentials.password", '"' + PASSWORD + '"');
    ObjectNode account =
        Client.JSON
            .createObjectNode()
            .put("email", "a@example.com")
            .put("retailer", "amazon")
            .put("password", PASSWORD)
            .put("totp_secret", TOTP);
    ObjectNode hook =
        Client.JSON
            .createObjectNode()
            .put("url", receiver.url("/x").replace("//", "//u:" + PASSWORD + "@"));
    ObjectNode batch =
        with(
            batch(
                operation("POST", "/sandbox/keys"),
                operation("POST", "/device/code"),
                operation("POST", "/device/token", code(approved)),
                operation("PUT", "/webhooks/endpoint", hook),
                operation("POST", "/webhooks/endpoint/rotate-secret"),
                operation("GET", "/webhooks/endpoint"),
                operation("POST", "/v1/orders", classic),
                operation("POST", "/managed-accounts", account),
                operation("GET", "/orders?token=" + PASSWORD),
                operation("GET", "/v1/orders")),
            "idempotency_key",
            "a key of a batch");
    Answer created = customer.live().post("/v1/batches", batch);
    Answer done = completed(customer.live(), created);
    Answer again = customer.live().post("/v1/batches", batch).has(200);
    assertThat(again.text("/id")).isEqualTo(done.text("/id"));
    JsonNode results = operations(customer.live(), done);
    assertThat(results).hasSize(10);
    for (JsonNode each : results) {
      assertThat(each.get("response_status").asInt()).as(each.toString()).isBetween(200, 201);
    }
    // What it has now is a secret, too.
    noted("newest webhook secret", customer.live().get("/webhooks/endpoint"), "/webhook_secret");
    return done;
  }

  /// The tables in which a secret can be read, as a text or as bytes.
  private static List<String> tablesWith(String secret) {
    String bytes = HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8));
    List<String> found = new ArrayList<>();
    for (String table :
        texts(
            "select format('%I.%I', schemaname, tablename) from pg_tables"
                + " where schemaname not in ('pg_catalog', 'information_schema')")) {
      for (String row : texts("select to_jsonb(t)::text from " + table + " t")) {
        if (row.contains(secret) || row.contains(bytes)) {
          found.add(table + ": " + row);
        }
      }
    }
    return found;
  }

  private static List<String> texts(String sql) {
    return server
        .database()
        .database()
        .jdbi()
        .withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }
}
