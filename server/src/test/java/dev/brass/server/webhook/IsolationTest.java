package dev.brass.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.brass.server.db.Database;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.egress.AllowedNetworks;
import dev.brass.server.egress.GuardedDns;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the trouble of one receiver, node or name costs the others.
class IsolationTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perTest();

  private static final Duration DAY = Duration.ofHours(24);

  private final TestSealer sealer = new TestSealer();

  @Test
  void aReceiverThatHangsDoesNotSlowOthers() {
    WebhookSettings patient = new WebhookSettings(AllowedNetworks.ANY, Duration.ofSeconds(60), DAY);
    List<HookReceiver> well = new ArrayList<>();
    try (HookReceiver hanging = HookReceiver.onLoopback().hanging();
        Node node = new Node(db.database(), sealer, patient)) {
      List<NewMessage> messages = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        messages.add(Messages.toUrl(hanging.url("/a")));
      }
      for (int i = 0; i < 9; i++) {
        HookReceiver receiver = HookReceiver.onLoopback();
        well.add(receiver);
        for (int message = 0; message < 50; message++) {
          messages.add(Messages.toUrl(receiver.url("/a")));
        }
      }
      node.send(messages);

      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> well.stream().allMatch(receiver -> receiver.requests().size() == 50));
      assertThat(hanging.requests()).as("all of them still hang").hasSizeLessThanOrEqualTo(8);
    } finally {
      well.forEach(HookReceiver::close);
    }
  }

  @Test
  void aReceiverThatIsDownIsTriedAFewTimesAndNotOncePerMessage() {
    WebhookSettings settings = new WebhookSettings(AllowedNetworks.ANY, Duration.ofSeconds(5), DAY);
    try (HookReceiver down = HookReceiver.onLoopback().answering(503);
        Node node = new Node(db.database(), sealer, settings)) {
      List<NewMessage> messages = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        messages.add(Messages.toUrl(down.url("/a")));
      }
      node.send(messages);

      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> node.metrics.get("brass.webhook.circuits.open").gauge().value() == 1);
      await().atMost(Duration.ofSeconds(60)).until(() -> waitingInLanes(node) >= 480);
      assertThat(down.requests()).hasSizeLessThan(40);

      down.answering(200);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                node.pass(Duration.ofSeconds(20));
                return node.jobs.counts().isEmpty();
              });
      assertThat(
              down.requests().stream()
                  .map(request -> request.header("X-webhook-id"))
                  .distinct()
                  .count())
          .isEqualTo(500);
    }
  }

  private static long waitingInLanes(Node node) {
    return node.database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select count(*) from job where lane is not null")
                    .mapTo(Long.class)
                    .one());
  }

  /// The receiver has taken the message, and the node dies before it can write that down.
  @Test
  void aNodeThatDiesAfterThePostLeavesTheMessageToAnotherOne() {
    WebhookSettings settings = new WebhookSettings(AllowedNetworks.ANY, Duration.ofSeconds(5), DAY);
    AtomicBoolean first = new AtomicBoolean(true);
    Database dying = Database.open(db.url(), 5);
    try (HookReceiver receiver = HookReceiver.onLoopback();
        Node mortal = new Node(dying, sealer, settings)) {
      receiver.answering(
          exchange -> {
            if (first.getAndSet(false)) {
              dying.close();
            }
            HookReceiver.answer(exchange, 200, "ok");
          });
      UUID order = UUID.randomUUID();
      mortal.send(Messages.toUrl(Messages.TENANT, order, receiver.url("/a"), "{\"a\":1}"));
      await().until(() -> receiver.requests().size() == 1);

      try (Node survivor = new Node(db.database(), sealer, settings)) {
        await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () ->
                    survivor.webhooks.messages(Messages.TENANT, order, null, 1).getFirst().state()
                        == Message.State.DELIVERED);
        assertThat(receiver.requests()).hasSize(2);
        assertThat(receiver.requests().get(1).body()).isEqualTo(receiver.requests().get(0).body());
        assertThat(receiver.requests().get(1).header("X-webhook-id"))
            .isNotNull()
            .isEqualTo(receiver.requests().get(0).header("X-webhook-id"));
        await().until(() -> survivor.jobs.counts().isEmpty());
      }
    }
  }

  @Test
  void receiversAtPrivateAddressesAreNotCalled() {
    WebhookSettings guarded =
        new WebhookSettings(AllowedNetworks.PUBLIC, Duration.ofSeconds(5), DAY);
    try (HookReceiver receiver = HookReceiver.onLoopback();
        Node node = new Node(db.database(), sealer, guarded)) {
      assertThat(node.webhooks.targetProblem(receiver.url("/a")))
          .isEqualTo("The webhook URL is at a private address, which this server does not call.");
      assertThat(node.webhooks.targetProblem("http://[::1]/a")).isNotNull();
      assertThat(node.webhooks.targetProblem("http://localhost/a")).isNotNull();
      assertThat(node.webhooks.targetProblem("http://metadata.localhost/a")).isNotNull();
      assertThat(node.webhooks.targetProblem("https://hooks.example.com/a")).isNull();
      assertThat(node.webhooks.targetProblem("https://1.1.1.1/a")).isNull();

      UUID order = UUID.randomUUID();
      node.send(Messages.toUrl(Messages.TENANT, order, receiver.url("/a"), "{}"));
      await()
          .until(
              () ->
                  node.webhooks.messages(Messages.TENANT, order, null, 1).getFirst().tries() == 1);
      Message message = node.webhooks.messages(Messages.TENANT, order, null, 1).getFirst();
      assertThat(node.webhooks.deliveries(Messages.TENANT, message.id(), 0, 1).getFirst().note())
          .isEqualTo("127.0.0.1 is at a private address, which this server does not call");
      assertThat(receiver.requests()).isEmpty();
    }
  }

  /// The address is checked on every try, not once.
  @Test
  void aNameThatMovesToAPrivateAddressIsNotCalledThere() {
    InetAddress permitted = InetAddress.ofLiteral("127.0.0.2");
    InetAddress forbidden = InetAddress.ofLiteral("127.0.0.1");
    WebhookSettings guarded =
        new WebhookSettings(AllowedNetworks.PUBLIC, Duration.ofSeconds(5), DAY);
    AtomicBoolean moved = new AtomicBoolean();
    GuardedDns names =
        new GuardedDns(
            _ -> new InetAddress[] {moved.get() ? forbidden : permitted},
            permitted::equals,
            Duration.ofSeconds(5));
    try (HookReceiver receiver = HookReceiver.on(permitted);
        Node node = new Node(db.database(), sealer, guarded, names)) {
      receiver.answering(
          exchange -> {
            exchange.getResponseHeaders().set("Connection", "close");
            HookReceiver.answer(exchange, 500, "not yet");
          });
      UUID order = UUID.randomUUID();
      String url = "http://hooks.example:" + receiver.port() + "/a";
      node.send(Messages.toUrl(Messages.TENANT, order, url, "{}"));
      await().until(() -> receiver.requests().size() == 1);
      moved.set(true);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                node.pass(Duration.ofSeconds(10));
                return node.webhooks.messages(Messages.TENANT, order, null, 1).getFirst().tries()
                    >= 2;
              });
      Message message = node.webhooks.messages(Messages.TENANT, order, null, 1).getFirst();
      assertThat(node.webhooks.deliveries(Messages.TENANT, message.id(), 1, 1).getFirst().note())
          .isEqualTo("hooks.example is at a private address, which this server does not call");
      assertThat(receiver.requests()).hasSize(1);
    }
  }
}
