package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Client.Answer;
import dev.brass.server.mail.MailServer;
import dev.brass.server.mail.MailServer.Letter;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The mail to the account holder when a bulk upload is complete.
class BulkMailTest {

  private static final MailServer MAIL = MailServer.start();

  @RegisterExtension static final WholeServer server = WholeServer.perClass(MAIL.settings());

  @AfterAll
  static void stopMail() {
    MAIL.close();
  }

  private static ObjectNode upload(String... products) {
    ObjectNode upload = Client.JSON.createObjectNode();
    upload.put("filename", "spring orders.csv").put("notify_on_complete", true);
    ArrayNode rows = upload.putArray("rows");
    for (String product : products) {
      rows.addObject()
          .put("product_url", "https://www.amazon.com/dp/" + product)
          .put("name", "Jane Doe")
          .put("address1", "123 Main St")
          .put("city", "San Francisco")
          .put("state", "CA")
          .put("zip", "94105")
          .put("max_price", "9999999");
    }
    return upload;
  }

  private static void email(Customer customer, String address) {
    Answer tenant =
        server
            .running()
            .operator()
            .put("/admin/tenants/" + customer.id() + "/email", "{\"email\":\"" + address + "\"}")
            .has(200);
    assertThat(tenant.text("/email")).isEqualTo(address);
  }

  private static String submit(Customer customer, ObjectNode upload) {
    return customer.test().post("/orders/bulk", upload).has(200).text("/id");
  }

  @Test
  void theAccountHolderIsMailedOnceEveryOrderHasEnded() {
    Customer customer = Customer.of(server.running());
    String address = "owner." + UUID.randomUUID() + "@example.net";
    email(customer, address);
    ObjectNode rows = upload("B0DFC2DWD5", "B0C0FFEE01", "ERR-credit_card_declined");
    ((ArrayNode) rows.get("rows")).addObject().put("product_url", "nowhere");
    String batch = submit(customer, rows);

    Answer done =
        customer.test().until("/orders/bulk/" + batch, a -> !a.json().at("/notified_at").isNull());
    assertThat(done.text("/status")).isEqualTo("completed");
    for (int i = 0; i < 3; i++) {
      assertThat(done.text("/rows/" + i + "/order_status")).isIn("order_placed", "order_failed");
    }
    Letter letter = MAIL.to(address, 1).getFirst();
    assertThat(letter.subject()).isEqualTo("Your bulk upload is complete: spring orders.csv");
    assertThat(letter.text())
        .contains("All 4 rows of spring orders.csv", "ordered: 2", "failed: 2", "cancelled: 0")
        .contains("https://shop.example/orders/bulk/" + batch + "/results.csv");
    assertThat(letter.html()).contains("spring orders.csv", batch);
    assertThat(MAIL.to(address)).hasSize(1);
  }

  @Test
  void withoutAnAddressOrAWishNothingIsSent() {
    Customer customer = Customer.of(server.running());
    String batch = submit(customer, upload("B0DFC2DWD5"));
    server
        .running()
        .operator()
        .until(
            "/admin/jobs?kind=report-bulk&tenant=" + customer.id(),
            a -> a.json().at("/jobs").isEmpty());
    Answer silent = customer.test().get("/orders/bulk/" + batch).has(200);
    assertThat(silent.text("/status")).isEqualTo("completed");
    assertThat(silent.json().at("/notified_at").isNull()).isTrue();

    Customer another = Customer.of(server.running());
    email(another, "owner@example.net");
    String quiet = submit(another, upload("B0DFC2DWD5").put("notify_on_complete", false));
    another.test().until("/orders/bulk/" + quiet, a -> a.text("/status").equals("completed"));
    assertThat(
            server
                .running()
                .operator()
                .get("/admin/jobs?kind=report-bulk&tenant=" + another.id())
                .json()
                .at("/jobs"))
        .isEmpty();
  }

  @Test
  void anAddressIsCheckedAndCanBeTakenBack() {
    Customer customer = Customer.of(server.running());
    Client operator = server.running().operator();
    String path = "/admin/tenants/" + customer.id() + "/email";
    operator.put(path, "{\"email\":\"nobody\"}").has(400);
    operator.put(path, "{\"mail\":\"a@example.net\"}").has(400);
    email(customer, "a@example.net");
    assertThat(operator.put(path, "{\"email\":null}").has(200).json().get("email").isNull())
        .isTrue();
  }
}
