package dev.brass.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.brass.server.db.TestDatabase;
import dev.brass.server.egress.AllowedNetworks;
import dev.brass.server.tenant.Mode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Secrets that replace each other and endpoints that are paused, as time passes.
class EndpointsTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perTest();

  private final HookReceiver receiver = HookReceiver.onLoopback();
  private final UUID order = UUID.randomUUID();
  private Node node;

  @BeforeEach
  void start() {
    WebhookSettings settings =
        new WebhookSettings(
            AllowedNetworks.ANY, Duration.ofSeconds(2), Duration.ofHours(24), Duration.ofDays(3));
    node = new Node(db.database(), new TestSealer(), settings);
  }

  @AfterEach
  void close() {
    node.close();
    receiver.close();
  }

  private Endpoint register() {
    return node.webhooks.register(Messages.TENANT, Mode.TEST, receiver.url("/hooks"));
  }

  private Endpoint endpoint() {
    return node.webhooks.endpoint(Messages.TENANT, Mode.TEST).orElseThrow();
  }

  private void send() {
    node.send(Messages.toEndpoint(Messages.TENANT, Mode.TEST, order));
  }

  private List<Event> events() {
    return node.webhooks
        .events()
        .list(Messages.TENANT, Mode.TEST, new Event.Filter(null, null, order, null), 500);
  }

  private HookReceiver.Request received(int number) {
    await().atMost(Duration.ofSeconds(60)).until(() -> receiver.requests().size() >= number);
    return receiver.requests().get(number - 1);
  }

  private static List<String> signatures(HookReceiver.Request request) {
    return Arrays.asList(
        Objects.requireNonNull(request.header("Webhook-signature")).split(" ", -1));
  }

  private static String expected(Endpoint endpoint, HookReceiver.Request request) {
    return new Signature(endpoint.secret().reveal())
        .standard(
            Objects.requireNonNull(request.header("Webhook-id")),
            Instant.ofEpochSecond(
                Long.parseLong(Objects.requireNonNull(request.header("Webhook-timestamp")))),
            request.body().getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void anOldSecretIsValidForAsLongAsWasSaid() {
    Endpoint old = register();
    Endpoint current =
        node.webhooks.rotateSecret(Messages.TENANT, Mode.TEST, Duration.ofHours(24)).orElseThrow();
    assertThat(current.secret().reveal()).isNotEqualTo(old.secret().reveal());
    send();
    HookReceiver.Request both = received(1);
    assertThat(signatures(both)).containsExactly(expected(current, both), expected(old, both));
    assertThat(both.header("X-webhook-signature"))
        .isEqualTo(
            new Signature(current.secret().reveal())
                .of(both.body().getBytes(StandardCharsets.UTF_8)));

    node.pass(Duration.ofHours(25));
    send();
    HookReceiver.Request one = received(2);
    assertThat(signatures(one)).containsExactly(expected(current, one));
    assertThat(endpoint().oldSecretUntil()).isNull();
  }

  @Test
  void nothingIsLeftOfASecretThatIsNoLongerValid() {
    register();
    node.webhooks.rotateSecret(Messages.TENANT, Mode.TEST, Duration.ofHours(24));
    assertThat(oldSecrets()).isEqualTo(1);
    Instant later = Instant.now().plus(Duration.ofHours(25));
    db.database().jdbi().useHandle(handle -> EndpointRepository.dropOldSecrets(handle, later));
    assertThat(oldSecrets()).isZero();
  }

  private int oldSecrets() {
    return db.database()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select count(*) from webhook_endpoint where sealed_old_secret is not null")
                    .mapTo(Integer.class)
                    .one());
  }

  @Test
  void pausesWhatHasFailedForThreeDaysAndKeepsItsMessages() {
    receiver.answering(500);
    register();
    send();
    await().until(() -> endpoint().failingSince() != null);
    assertThat(endpoint().pausedAt()).isNull();
    node.pass(Duration.ofHours(71));
    send();
    received(2);
    assertThat(endpoint().pausedAt()).isNull();
    node.pass(Duration.ofHours(2));
    send();
    await().atMost(Duration.ofSeconds(60)).until(() -> endpoint().pausedAt() != null);
    int tries = receiver.requests().size();

    send();
    await().atMost(Duration.ofSeconds(60)).until(() -> waiting() >= 2);
    node.pass(Duration.ofDays(30));
    assertThat(receiver.requests()).hasSize(tries);

    receiver.answering(200);
    node.webhooks.resume(Messages.TENANT, Mode.TEST);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                waiting() == 0
                    && events().stream()
                        .allMatch(
                            event ->
                                event.message().state() == Message.State.DELIVERED
                                    || event.message().state() == Message.State.GIVEN_UP));
    assertThat(events().getLast().message().state()).isEqualTo(Message.State.DELIVERED);
    assertThat(endpoint().pausedAt()).isNull();
    assertThat(endpoint().failingSince()).isNull();
  }

  @Test
  void aSuccessInBetweenBeginsTheCountAnew() {
    receiver.answering(500);
    register();
    send();
    await().until(() -> endpoint().failingSince() != null);
    receiver.answering(200);
    node.pass(Duration.ofDays(2));
    await().atMost(Duration.ofSeconds(60)).until(() -> endpoint().failingSince() == null);
    receiver.answering(500);
    node.pass(Duration.ofDays(2));
    send();
    await().atMost(Duration.ofSeconds(60)).until(() -> endpoint().failingSince() != null);
    assertThat(endpoint().pausedAt()).isNull();
  }

  private long waiting() {
    return events().stream().filter(Event::waiting).count();
  }
}
