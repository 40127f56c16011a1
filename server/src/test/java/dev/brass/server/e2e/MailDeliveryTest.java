package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Client.Answer;
import dev.brass.server.mail.MailServer;
import dev.brass.server.mail.MailServer.Letter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// What becomes of mails whose way is not free, and of those that nobody wants.
class MailDeliveryTest {

  private static final MailServer MAIL = MailServer.start();

  @RegisterExtension static final WholeServer server = WholeServer.perClass(MAIL.settings());

  private static final String PAGE = "https://www.amazon.com/dp/B0DFC2DWD5";

  @AfterAll
  static void stopMail() {
    MAIL.close();
  }

  private static String address() {
    return "Grace." + UUID.randomUUID() + "@Example.net";
  }

  private static String placed(Client client, String email) {
    ObjectNode order = CurrentRequests.order(PAGE);
    order.putObject("customer_notifications").put("email", email);
    String id = client.post("/orders", order).has(201).text("/id");
    client.until("/orders/" + id, a -> a.text("/status").equals("order_placed"));
    return id;
  }

  private static Answer until(Client client, String id, String delivered) {
    return client.until(
        "/orders/" + id,
        a -> a.json().at("/customer_notifications/delivered").toString().equals(delivered));
  }

  /// The mail about an order, as operators see it, once it is in a state.
  private static Answer mail(RunningServer at, String tenant, String order, String state) {
    return at.operator()
        .until(
            "/admin/tenants/" + tenant + "/mails?about=" + order,
            a -> a.text("/mails/0/state").equals(state));
  }

  @Test
  void whatIsNotTakenIsSentOnceItIs() {
    Customer customer = Customer.of(server.running());
    String later = address();
    MAIL.refuseRecipient(later, 451);
    String id = placed(customer.test(), later);
    server
        .running()
        .operator()
        .until(
            "/admin/tenants/" + customer.id() + "/mails?about=" + id,
            a -> a.text("/mails/0/error").contains("not " + later));
    until(customer.test(), id, "null");
    MAIL.takeRecipient(later);
    assertThat(MAIL.to(later, 1)).hasSize(1);
    until(customer.test(), id, "true");
    assertThat(MAIL.to(later)).hasSize(1);
  }

  @Test
  void aRefusedRecipientIsGivenUpAndVisible() {
    Customer customer = Customer.of(server.running());
    String email = address();
    MAIL.refuseRecipient(email, 550);
    String id = placed(customer.test(), email);
    Answer given = mail(server.running(), customer.id(), id, "given_up");
    assertThat(given.text("/mails/0/error")).contains("550", "not " + email);
    assertThat(given.text("/mails/0/recipient")).isEqualTo(email);
    until(customer.test(), id, "false");
    Answer jobs =
        server
            .running()
            .operator()
            .until(
                "/admin/jobs?state=cancelled&kind=send-mail&tenant=" + customer.id(),
                a -> a.json().at("/jobs").size() == 1);
    MAIL.takeRecipient(email);
    server
        .running()
        .operator()
        .post("/admin/jobs/" + jobs.text("/jobs/0/id") + "/retry", "")
        .has(204);
    assertThat(MAIL.to(email, 1)).hasSize(1);
    until(customer.test(), id, "true");
  }

  @Test
  void whoUnsubscribesGetsNoMoreOfThisTenant() {
    Customer customer = Customer.of(server.running());
    String email = address();
    placed(customer.test(), email);
    Letter letter = MAIL.to(email, 1).getFirst();
    String link = letter.header("List-Unsubscribe").replaceAll("^<https://shop\\.example|>$", "");
    Client anybody = server.running().stranger();

    Answer asked = anybody.get(link).has(200);
    assertThat(asked.body()).contains("<form method=\"post\">", email).doesNotContain("<script");
    assertThat(asked.headers().get("content-security-policy"))
        .startsWith("default-src 'none'; style-src 'sha256-");
    assertThat(asked.headers().get("referrer-policy")).isEqualTo("no-referrer");
    placed(customer.test(), email);
    assertThat(MAIL.to(email, 2)).hasSize(2);

    Client program = anybody.with("Content-Type", "application/x-www-form-urlencoded");
    program.post(link, "List-Unsubscribe=One-Click").has(200);
    program.post(link, "List-Unsubscribe=One-Click").has(200);
    String unwanted = placed(customer.test(), email.toLowerCase(Locale.ROOT));
    mail(server.running(), customer.id(), unwanted, "suppressed");
    until(customer.test(), unwanted, "false");

    Customer another = Customer.of(server.running());
    placed(another.test(), email);
    assertThat(MAIL.to(email, 3)).hasSize(3);

    Client operator = server.running().operator();
    String refusals = "/admin/tenants/" + customer.id() + "/mail-refusals";
    String stored = operator.get(refusals).has(200).text("/addresses/0");
    assertThat(stored).isEqualTo(email.toLowerCase(Locale.ROOT));
    operator.delete(refusals + "/" + stored).has(204);
    operator.delete(refusals + "/" + stored).has(404);
    placed(customer.test(), email);
    assertThat(MAIL.to(email, 4)).hasSize(4);
  }

  @Test
  void aLinkThatWeDidNotMakeEndsNothing() {
    Customer customer = Customer.of(server.running());
    String email = address();
    placed(customer.test(), email);
    String link =
        MAIL.to(email, 1)
            .getFirst()
            .header("List-Unsubscribe")
            .replaceAll("^<https://shop\\.example|>$", "");
    Client anybody = server.running().stranger();
    char last = link.charAt(link.length() - 3);
    String changed =
        link.substring(0, link.length() - 3)
            + (last == 'A' ? 'B' : 'A')
            + link.substring(link.length() - 2);
    for (String wrong :
        new String[] {
          changed, "/unsubscribe/x", "/unsubscribe/" + "A".repeat(40), "/unsubscribe"
        }) {
      assertThat(anybody.get(wrong).has(404).headers().get("content-type")).startsWith("text/html");
      assertThat(anybody.post(wrong, "").status()).isEqualTo(404);
    }
    anybody.method("PUT", link).has(405);
    assertThat(
            server
                .running()
                .operator()
                .get("/admin/tenants/" + customer.id() + "/mail-refusals")
                .json()
                .at("/addresses"))
        .isEmpty();
  }

  @Test
  void aRestartLosesNothing(@TempDir Path data) {
    MailServer away = MailServer.start();
    away.stop();
    String email = address();
    String order;
    String tenant;
    try (RunningServer first = RunningServer.start(data, away.settings())) {
      Customer customer = Customer.of(first);
      tenant = customer.id();
      order = placed(customer.test(), email);
      mail(first, tenant, order, "waiting");
    }
    away.startAgain();
    try (RunningServer second = RunningServer.start(data, away.settings())) {
      assertThat(away.to(email, 1)).hasSize(1);
      mail(second, tenant, order, "sent");
      assertThat(away.to(email)).hasSize(1);
    }
    Map<String, String> quiet = new HashMap<>(away.settings());
    quiet.put("mail.test-orders", "false");
    try (RunningServer third = RunningServer.start(data, quiet)) {
      Customer customer = Customer.of(third);
      String held = placed(customer.live(), email);
      Answer kept = mail(third, customer.id(), held, "held");
      Answer shown =
          third
              .operator()
              .get("/admin/tenants/" + customer.id() + "/mails/" + kept.text("/mails/0/id"))
              .has(200);
      assertThat(shown.text("/text")).contains("Your order is confirmed");
      assertThat(shown.text("/html")).contains("Your order is confirmed");
      until(customer.live(), held, "null");
      assertThat(third.operator().get("/admin/jobs?kind=send-mail").json().at("/jobs")).isEmpty();
    }
    away.close();
  }
}
