package dev.brass.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.brass.server.LogLines;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.egress.AllowedNetworks;
import dev.brass.server.tenant.Mode;
import dev.brass.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WebhooksTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perTest();

  private static final WebhookSettings SETTINGS =
      new WebhookSettings(AllowedNetworks.ANY, Duration.ofSeconds(2), Duration.ofHours(24));

  private final HookReceiver receiver = HookReceiver.onLoopback();
  private final UUID order = UUID.randomUUID();
  private Node node;

  @BeforeEach
  void start() {
    node = new Node(db.database(), new TestSealer(), SETTINGS);
  }

  @AfterEach
  void close() {
    node.close();
    receiver.close();
  }

  private List<Message> messages() {
    return node.webhooks.messages(Messages.TENANT, order, null, 500);
  }

  private List<Delivery> deliveries(Message message) {
    return node.webhooks.deliveries(Messages.TENANT, message.id(), 0, 500);
  }

  /// The only message of the order once it is in a state.
  private Message awaitState(Message.State state) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> messages().getFirst(), message -> message.state() == state);
  }

  private void awaitTries(int tries) {
    await().atMost(Duration.ofSeconds(60)).until(() -> messages().getFirst().tries() >= tries);
  }

  private NewMessage classic(String url) {
    return Messages.toUrl(Messages.TENANT, order, url, "{\"a\" : \"é\"}");
  }

  @Test
  void deliversAClassicMessageUnsigned() {
    node.send(classic(receiver.url("/zinc/order_placed")));

    Message message = awaitState(Message.State.DELIVERED);
    HookReceiver.Request request = receiver.requests().getFirst();
    assertThat(request.path()).isEqualTo("/zinc/order_placed");
    assertThat(request.body()).isEqualTo("{\"a\" : \"é\"}");
    assertThat(request.header("Content-type")).isEqualTo("application/json");
    assertThat(request.header("X-webhook-event")).isEqualTo("request_succeeded");
    assertThat(request.header("X-webhook-id")).isEqualTo(message.id().toString());
    assertThat(request.header("X-webhook-signature")).isNull();
    assertThat(request.header("Authorization")).isNull();
    assertThat(deliveries(message))
        .singleElement()
        .satisfies(
            delivery -> {
              assertThat(delivery.status()).isEqualTo(200);
              assertThat(delivery.outcome()).isEqualTo(Delivery.Outcome.DELIVERED);
              assertThat(delivery.reply()).isEqualTo("ok");
              assertThat(delivery.note()).isNull();
              assertThat(delivery.target()).isEqualTo(receiver.url("/zinc/order_placed"));
            });
  }

  @Test
  void signsAMessageToATenantsEndpoint() throws Exception {
    Endpoint endpoint = node.webhooks.register(Messages.TENANT, Mode.TEST, receiver.url("/hooks"));
    node.send(Messages.toEndpoint(Messages.TENANT, Mode.TEST, order));

    Message message = awaitState(Message.State.DELIVERED);
    HookReceiver.Request request = receiver.requests().getFirst();
    assertThat(request.body()).isEqualTo(message.body());
    assertThat(request.header("X-webhook-event")).isEqualTo("order.placed");
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(
        new SecretKeySpec(endpoint.secret().reveal().getBytes(StandardCharsets.UTF_8), "whatever"));
    byte[] expected = mac.doFinal(request.body().getBytes(StandardCharsets.UTF_8));
    assertThat(request.header("X-webhook-signature"))
        .isEqualTo(HexFormat.of().formatHex(expected))
        .matches("[0-9a-f]{64}");
  }

  @Test
  void storesNothingForATenantWithoutEndpoint() {
    node.webhooks.register(Messages.TENANT, Mode.LIVE, receiver.url("/live"));
    node.webhooks.register(Messages.OTHER, Mode.TEST, receiver.url("/other"));
    node.send(Messages.toEndpoint(Messages.TENANT, Mode.TEST, order));
    assertThat(messages()).isEmpty();
  }

  @Test
  void anEndpointKeepsItsSecretWhenItsUrlChangesOrIsCleared() {
    assertThat(node.webhooks.endpoint(Messages.TENANT, Mode.LIVE)).isEmpty();
    Endpoint first = node.webhooks.register(Messages.TENANT, Mode.LIVE, "https://a.example/x");
    assertThat(first.secret().reveal()).matches("zn_whsec_[A-Za-z0-9]{24}");
    Endpoint second = node.webhooks.register(Messages.TENANT, Mode.LIVE, "https://b.example/y");
    assertThat(second)
        .isEqualTo(
            new Endpoint(Secret.of("https://b.example/y"), first.secret(), null, null, null));
    node.webhooks.clear(Messages.TENANT, Mode.LIVE);
    assertThat(node.webhooks.endpoint(Messages.TENANT, Mode.LIVE))
        .contains(new Endpoint(null, first.secret(), null, null, null));
    assertThat(node.webhooks.register(Messages.TENANT, Mode.LIVE, "https://c.example").secret())
        .isEqualTo(first.secret());
    assertThat(node.webhooks.register(Messages.TENANT, Mode.TEST, "https://c.example").secret())
        .isNotEqualTo(first.secret());
    assertThat(node.webhooks.endpoint(Messages.OTHER, Mode.LIVE)).isEmpty();
  }

  @Test
  void refusesToRegisterWhatCannotBeCalled() {
    assertThatThrownBy(() -> node.webhooks.register(Messages.TENANT, Mode.LIVE, "ftp://a.example"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The webhook URL must start with http:// or https://.");
  }

  @Test
  void aMessageIsStoredExactlyIfTheTransactionIsCommitted() {
    NewMessage message = classic(receiver.url("/a"));
    assertThatThrownBy(
            () ->
                node.database
                    .jdbi()
                    .useTransaction(
                        handle -> {
                          WriteBatch writes = new WriteBatch();
                          node.webhooks.send(writes, List.of(message));
                          writes.run(handle);
                          throw new IllegalStateException("the order was not changed");
                        }))
        .hasMessage("the order was not changed");
    node.jobs.wake();
    assertThat(messages()).isEmpty();

    // What comes after it would be delivered after it.
    node.send(message);
    awaitState(Message.State.DELIVERED);
    assertThat(receiver.requests()).hasSize(1);
    assertThat(node.jobs.counts()).isEmpty();
  }

  @Test
  void costsTheSameNumberOfStatementsForOneAndForHundreds() {
    node.webhooks.register(Messages.TENANT, Mode.LIVE, receiver.url("/hooks"));
    List<NewMessage> many = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      many.add(classic("http://bob:secret" + i + "@127.0.0.1:" + receiver.port() + "/a"));
      many.add(Messages.toEndpoint(Messages.TENANT, Mode.LIVE, UUID.randomUUID()));
      many.add(Messages.toEndpoint(Messages.OTHER, Mode.LIVE, UUID.randomUUID()));
    }
    assertThat(statementsFor(many)).isEqualTo(statementsFor(many.subList(0, 1))).isOne();
    node.jobs.wake();
    await().atMost(Duration.ofSeconds(60)).until(() -> node.jobs.counts().isEmpty());
    assertThat(receiver.requests()).hasSize(301);
  }

  private int statementsFor(List<NewMessage> messages) {
    AtomicInteger count = new AtomicInteger();
    node.database
        .jdbi()
        .useTransaction(
            handle -> {
              handle.setSqlLogger(
                  new SqlLogger() {
                    @Override
                    public void logAfterExecution(StatementContext context) {
                      count.incrementAndGet();
                    }
                  });
              WriteBatch writes = new WriteBatch();
              node.webhooks.send(writes, messages);
              writes.run(handle);
            });
    return count.get();
  }

  @Test
  void triesAgainUntilItIsTakenWithTheSameIdAndBytes() {
    AtomicInteger calls = new AtomicInteger();
    receiver.answering(
        exchange -> HookReceiver.answer(exchange, calls.incrementAndGet() < 4 ? 500 : 200, "said"));
    node.send(classic(receiver.url("/a")));
    for (int tries = 1; tries < 4; tries++) {
      awaitTries(tries);
      assertThat(messages().getFirst().state()).isEqualTo(Message.State.PENDING);
      node.pass(Duration.ofMinutes(2));
    }

    Message message = awaitState(Message.State.DELIVERED);
    assertThat(receiver.requests()).hasSize(4);
    assertThat(receiver.requests())
        .extracting(HookReceiver.Request::body)
        .containsOnly("{\"a\" : \"é\"}");
    assertThat(receiver.requests())
        .extracting(request -> request.header("X-webhook-id"))
        .containsOnly(message.id().toString());
    assertThat(deliveries(message)).extracting(Delivery::number).containsExactly(1, 2, 3, 4);
    assertThat(deliveries(message))
        .extracting(Delivery::status)
        .containsExactly(500, 500, 500, 200);
  }

  @Test
  void signsEachTryWithTheSecretOfThatTimeOverTheSameBytes() {
    receiver.answering(503);
    node.webhooks.register(Messages.TENANT, Mode.LIVE, receiver.url("/old"));
    node.send(Messages.toEndpoint(Messages.TENANT, Mode.LIVE, order));
    awaitTries(1);
    receiver.answering(200);
    node.webhooks.register(Messages.TENANT, Mode.LIVE, receiver.url("/new"));
    node.pass(Duration.ofMinutes(1));

    awaitState(Message.State.DELIVERED);
    assertThat(receiver.requests())
        .extracting(HookReceiver.Request::path)
        .containsExactly("/old", "/new");
    assertThat(receiver.requests())
        .extracting(request -> request.header("X-webhook-signature"))
        .doesNotContainNull()
        .satisfies(signatures -> assertThat(signatures.get(0)).isEqualTo(signatures.get(1)));
  }

  @Test
  void givesUpAfterADayAndKeepsTheMessage() {
    receiver.answering(500);
    node.send(classic(receiver.url("/a")));
    awaitTries(1);
    node.pass(Duration.ofHours(24));

    Message message = awaitState(Message.State.GIVEN_UP);
    assertThat(deliveries(message))
        .extracting(Delivery::outcome)
        .containsExactly(Delivery.Outcome.FAILED, Delivery.Outcome.GIVEN_UP);
    assertThat(node.jobs.counts()).isEmpty();
    assertThat(counted("given_up")).isEqualTo(1);
  }

  @Test
  void redeliversWhatWasGivenUp() {
    receiver.answering(410);
    node.send(classic(receiver.url("/a")));
    Message message = awaitState(Message.State.GIVEN_UP);
    assertThat(deliveries(message).getFirst().note()).isEqualTo("answered 410: gone permanently");

    assertThat(node.webhooks.redeliver(Messages.OTHER, message.id())).isFalse();
    assertThat(node.webhooks.redeliver(Messages.TENANT, UUID.randomUUID())).isFalse();

    receiver.answering(200);
    assertThat(node.webhooks.redeliver(Messages.TENANT, message.id())).isTrue();
    awaitState(Message.State.DELIVERED);
    assertThat(node.webhooks.redeliver(Messages.TENANT, message.id())).isTrue();
    awaitTries(3);
    assertThat(receiver.requests())
        .extracting(request -> request.header("X-webhook-id"))
        .containsExactly(message.id().toString(), message.id().toString(), message.id().toString());
  }

  /// As when a node was thought dead and another one has made its try, too.
  @Test
  void aTryThatIsMadeTwiceIsStoredOnceAndFollowedByOneNextTry() {
    receiver.answering(500);
    node.send(classic(receiver.url("/a")));
    awaitTries(1);
    Message message = messages().getFirst();
    node.webhooks.redeliver(Messages.TENANT, message.id());
    node.webhooks.redeliver(Messages.TENANT, message.id());
    await()
        .until(
            () -> {
              node.pass(Duration.ofSeconds(1));
              return receiver.requests().size() >= 4;
            });
    await().until(() -> messages().getFirst().tries() >= 2);
    receiver.answering(200);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              node.pass(Duration.ofSeconds(10));
              return node.jobs.counts().isEmpty();
            });
    assertThat(messages().getFirst().state()).isEqualTo(Message.State.DELIVERED);
    assertThat(deliveries(message))
        .extracting(Delivery::number)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, messages().getFirst().tries()).boxed().toList());
    assertThat(deliveries(message))
        .filteredOn(delivery -> delivery.outcome() == Delivery.Outcome.DELIVERED)
        .hasSize(1);
  }

  @Test
  void givesUpWhatWaitsForAnEndpointWithoutUrl() {
    receiver.answering(500);
    node.webhooks.register(Messages.TENANT, Mode.LIVE, receiver.url("/hooks"));
    node.send(Messages.toEndpoint(Messages.TENANT, Mode.LIVE, order));
    awaitTries(1);
    node.webhooks.clear(Messages.TENANT, Mode.LIVE);
    node.pass(Duration.ofMinutes(1));

    Message message = awaitState(Message.State.GIVEN_UP);
    assertThat(deliveries(message).getLast().note()).isEqualTo("the endpoint's URL was removed");
    assertThat(receiver.requests()).hasSize(1);
  }

  @Test
  void leavesAReceiverAloneForAsLongAsItAsks() {
    receiver.answering(
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", "600");
          HookReceiver.answer(exchange, 429, "");
        });
    node.send(classic(receiver.url("/a")));
    awaitTries(1);
    receiver.answering(200);
    node.send(Messages.toUrl(receiver.url("/b")));
    node.pass(Duration.ofSeconds(580));
    await().until(() -> receiver.requests().size() == 2);
    assertThat(receiver.requests())
        .extracting(HookReceiver.Request::path)
        .containsExactly("/a", "/b");
    node.pass(Duration.ofSeconds(30));
    awaitState(Message.State.DELIVERED);
  }

  @Test
  void notesASuccessThatIsNotTheOneTheClassicApiPromises() {
    receiver.answering(204);
    node.send(classic(receiver.url("/a")));
    Message message = awaitState(Message.State.DELIVERED);
    assertThat(deliveries(message).getFirst().note()).isEqualTo("answered 204 instead of 200");
  }

  @Test
  void aRedirectIsAFailure() {
    receiver.answering(
        exchange -> {
          exchange.getResponseHeaders().set("Location", receiver.url("/elsewhere"));
          HookReceiver.answer(exchange, 302, "");
        });
    node.send(classic(receiver.url("/a")));
    awaitTries(1);
    assertThat(deliveries(messages().getFirst()).getFirst().note())
        .isEqualTo("answered 302, a redirect; redirects are not followed");
    assertThat(receiver.requests()).extracting(HookReceiver.Request::path).containsExactly("/a");
  }

  @Test
  void aReceiverThatHangsIsAFailure() {
    receiver.hanging();
    node.send(classic(receiver.url("/a")));
    awaitTries(1);
    Delivery delivery = deliveries(messages().getFirst()).getFirst();
    assertThat(delivery.note()).isEqualTo("no whole reply within 2 s");
    assertThat(delivery.status()).isNull();
    assertThat(delivery.duration()).isGreaterThan(Duration.ofMillis(1_900));
  }

  @Test
  void sendsUserInfoAsBasicAuthenticationAndNeverStoresIt() {
    String secretUrl =
        "http://bob:hunter2secret@127.0.0.1:" + receiver.port() + "/a?token=sesame%20open";
    receiver.answering(
        exchange ->
            HookReceiver.answer(
                exchange,
                500,
                "you said "
                    + exchange.getRequestHeaders().getFirst("Authorization")
                    + " and "
                    + exchange.getRequestURI()));
    List<String> logged;
    try (LogLines log = LogLines.all()) {
      node.webhooks.register(Messages.TENANT, Mode.LIVE, secretUrl);
      node.send(classic(secretUrl));
      awaitTries(1);
      node.pass(Duration.ofHours(24));
      awaitState(Message.State.GIVEN_UP);
      logged = log.lines();
    }

    HookReceiver.Request request = receiver.requests().getFirst();
    String pair =
        Base64.getEncoder().encodeToString("bob:hunter2secret".getBytes(StandardCharsets.UTF_8));
    assertThat(request.header("Authorization")).isEqualTo("Basic " + pair);
    assertThat(request.path()).isEqualTo("/a?token=sesame%20open");
    Message message = messages().getFirst();
    assertThat(message.target()).isEqualTo("http://127.0.0.1:" + receiver.port() + "/a?***");
    assertThat(deliveries(message).getFirst().reply()).isEqualTo("you said Basic *** and /a?***");
    assertThat(everythingStored())
        .contains("answered 500")
        .doesNotContain("hunter2", hex("hunter2"), "sesame", hex("sesame"), pair)
        .doesNotContain("zn_whsec_", hex("zn_whsec_"));
    assertThat(logged)
        .anyMatch(line -> line.contains("given up"))
        .noneMatch(line -> line.contains("hunter2") || line.contains("sesame"))
        .noneMatch(line -> line.contains(pair));
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  private String everythingStored() {
    String sql =
        """
        select to_jsonb(t)::text from webhook_message t
        union all select to_jsonb(t)::text from webhook_delivery t
        union all select to_jsonb(t)::text from webhook_endpoint t
        union all select to_jsonb(t)::text from job t
        """;
    List<String> rows =
        node.database
            .jdbi()
            .withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
    return String.join("\n", rows);
  }

  @Test
  void pagesThroughTheMessagesOfAnOrder() {
    receiver.answering(200);
    node.send(IntStream.range(0, 5).mapToObj(i -> classic(receiver.url("/" + i))).toList());
    List<Message> first = node.webhooks.messages(Messages.TENANT, order, null, 3);
    List<Message> second = node.webhooks.messages(Messages.TENANT, order, first.getLast().id(), 3);
    assertThat(first).hasSize(3);
    assertThat(second).hasSize(2);
    assertThat(first)
        .extracting(Message::target)
        .doesNotContainAnyElementsOf(second.stream().map(Message::target).toList());
    assertThat(node.webhooks.messages(Messages.OTHER, order, null, 3)).isEmpty();
    assertThat(node.webhooks.deliveries(Messages.OTHER, first.getFirst().id(), 0, 3)).isEmpty();
    assertThatThrownBy(() -> node.webhooks.messages(Messages.TENANT, order, null, 501))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aUrlThatIsNoneIsGivenUpInsteadOfHoldingItsOrderUp() {
    node.send(classic("http://bob:hunter2@not a host/"));
    Message message = awaitState(Message.State.GIVEN_UP);
    assertThat(message.target()).isEqualTo("(not a URL)");
    assertThat(deliveries(message).getFirst().note()).contains("a host that is not a host name");
    assertThat(everythingStored()).doesNotContain("hunter2", hex("hunter2"));
  }

  @Test
  void countsAndTimes() {
    node.send(classic(receiver.url("/a")));
    awaitState(Message.State.DELIVERED);
    await().until(() -> counted("delivered") == 1);
    assertThat(node.metrics.get("brass.webhook.lag").timer().count()).isEqualTo(1);
    assertThat(node.metrics.get("brass.webhook.try").timer().count()).isEqualTo(1);
    assertThat(node.metrics.get("brass.webhook.in.flight").gauge().value()).isZero();
  }

  private double counted(String outcome) {
    return node.metrics.get("brass.webhook.deliveries").tag("outcome", outcome).counter().count();
  }

  @Test
  void deletesDeliveredMessagesAfterThirtyDays() {
    node.send(classic(receiver.url("/delivered")));
    awaitState(Message.State.DELIVERED);
    receiver.answering(410);
    NewMessage lost = Messages.toUrl(receiver.url("/given-up"));
    node.send(lost);
    await()
        .until(
            () ->
                node.webhooks.messages(Messages.TENANT, lost.order(), null, 1).getFirst().state()
                    == Message.State.GIVEN_UP);
    node.webhooks.start();
    node.webhooks.start();
    node.pass(Duration.ofDays(29));
    node.send(Messages.toUrl(receiver.url("/fresh")));
    await().until(() -> receiver.requests().size() == 3);
    assertThat(messages()).as("not old enough").hasSize(1);

    node.pass(Duration.ofDays(2));
    // It may have looked in the moment before, and looks again after a pause.
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              node.pass(Duration.ofHours(1));
              return messages().isEmpty();
            });
    assertThat(node.webhooks.messages(Messages.TENANT, lost.order(), null, 1)).hasSize(1);
    assertThat(everythingStored()).doesNotContain("/delivered").contains("/given-up", "/fresh");
    assertThat(node.jobs.counts()).as("one job goes on").hasSize(1);
  }
}
