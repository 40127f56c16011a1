package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Client.Answer;
import dev.brass.server.mail.MailServer;
import dev.brass.server.mail.MailServer.Letter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the end customers of orders are mailed, by a real SMTP server.
class CustomerMailTest {

  private static final MailServer MAIL = MailServer.start();

  @RegisterExtension static final WholeServer server = WholeServer.perClass(MAIL.settings());

  private static final String PAGE = "https://www.amazon.com/Brass-Desk-Lamp-E27/dp/B0DFC2DWD5";
  private static final Pattern LINK = Pattern.compile("https://shop\\.example(/\\S+)");

  @AfterAll
  static void stopMail() {
    MAIL.close();
  }

  private static String address() {
    return "ada." + UUID.randomUUID() + "@example.net";
  }

  private static ObjectNode order(String email) {
    ObjectNode order = CurrentRequests.order(PAGE);
    order.putObject("customer_notifications").put("email", email);
    return order;
  }

  private static ObjectNode scenario(ObjectNode order, String scenario) {
    ((ObjectNode) order.get("metadata")).set("scenario", Client.JSON.readTree(scenario));
    return order;
  }

  private static String submit(Client client, ObjectNode order) {
    return client.post("/orders", order).has(201).text("/id");
  }

  private static String placed(Client client, ObjectNode order) {
    String id = submit(client, order);
    client.until("/orders/" + id, a -> a.text("/status").equals("order_placed"));
    return id;
  }

  private static Answer delivered(Client client, String id, String value) {
    return client.until(
        "/orders/" + id,
        a -> a.json().at("/customer_notifications/delivered").toString().equals(value));
  }

  private static String path(String text, String start) {
    Matcher links = LINK.matcher(text);
    while (links.find()) {
      if (links.group(1).startsWith(start)) {
        return links.group(1);
      }
    }
    throw new AssertionError("no link to " + start + " in " + text);
  }

  /// The texts of an HTML page in their order, without its head.
  private static String words(String html) {
    return html.replaceAll("(?s)<head>.*?</head>|<div style=\"display:none.*?</div>|<!--.*?-->", "")
        .replaceAll("<[^>]+>", " ")
        .replace("&times;&nbsp;", "x ")
        .replace("&nbsp;", " ")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
        .replaceAll("\\s+", " ");
  }

  @Test
  void eachStepOfAnOrderIsMailedOnce() {
    Client client = Customer.of(server.running()).test();
    String email = address();
    ObjectNode wanted =
        scenario(order(email), "{\"ship_after\": \"PT2H\", \"deliver_after\": \"P2D\"}");
    ((ArrayNode) wanted.get("products"))
        .addObject()
        .put("url", "https://www.amazon.com/dp/B0C0FFEE01")
        .put("quantity", 3);
    Answer created = client.post("/orders", wanted).has(201);
    assertThat(created.json().at("/customer_notifications/delivered").isNull()).isTrue();
    String id = created.text("/id");

    Letter confirmed = MAIL.to(email, 1).getFirst();
    assertThat(confirmed.subject()).isEqualTo("Your order is confirmed");
    assertThat(confirmed.text())
        .contains("Example Shop", "Brass Desk Lamp E27 x 1", "Item B0C0FFEE01 x 3")
        .contains("77 Massachusetts Avenue", "Expected delivery: ", id)
        .doesNotContain("Tim", "Beaver", "5551230101");
    delivered(client, id, "true");

    client.advance("PT6H");
    Letter shipped = MAIL.to(email, 2).get(1);
    Answer order = client.get("/orders/" + id);
    assertThat(shipped.subject()).isEqualTo("Your parcel is on its way");
    assertThat(shipped.text()).contains(order.text("/tracking_numbers/0/tracking_number"));

    client.advance("P4D");
    Letter arrived = MAIL.to(email, 3).get(2);
    assertThat(arrived.subject()).isEqualTo("Your order has arrived");
    client.advance("P4D");
    client.until("/orders/" + id, a -> a.text("/items/0/status").equals("delivered"));

    List<Letter> all = MAIL.to(email);
    assertThat(all).hasSize(3);
    assertThat(all.stream().map(l -> l.header("Message-ID")).distinct()).hasSize(3);
    for (Letter letter : all) {
      assertThat(path(letter.text(), "/track/")).isEqualTo("/track/" + id);
      assertThat(server.running().stranger().get("/track/" + id).status()).isEqualTo(200);
      bothPartsSayTheSame(letter);
      headersAreInOrder(letter, email);
    }
  }

  /// Each line of the text is in the HTML, but for the addresses, which are links there.
  private static void bothPartsSayTheSame(Letter letter) {
    String html = words(letter.html());
    for (String line : letter.text().split("\n", -1)) {
      for (String part : line.replaceFirst("^ *\\* ", "").split(": | x (?=\\d+$)", -1)) {
        String said = part.strip();
        if (said.startsWith("http")) {
          assertThat(letter.html()).contains("\"" + said.replace("&", "&amp;") + "\"");
        } else if (!said.equals("--")) {
          assertThat(html).contains(said);
        }
      }
    }
    assertThat(letter.html()).doesNotContain("<img", "<script", "<link", "url(", "src=");
  }

  private static void headersAreInOrder(Letter letter, String email) {
    assertThat(letter.header("From")).isEqualTo("Example Shop <orders@shop.example>");
    assertThat(letter.header("To")).isEqualTo(email);
    assertThat(letter.header("Message-ID")).matches("<[0-9a-f-]{36}@shop\\.example>");
    assertThat(letter.header("Auto-Submitted")).isEqualTo("auto-generated");
    assertThat(letter.header("List-Unsubscribe-Post")).isEqualTo("List-Unsubscribe=One-Click");
    assertThat(letter.header("List-Unsubscribe"))
        .isEqualTo("<https://shop.example" + path(letter.text(), "/unsubscribe/") + ">");
  }

  @Test
  void whatComesToNothingIsTold() {
    Client client = Customer.of(server.running()).test();
    String refused = address();
    submit(client, scenario(order(refused), "\"refuse\""));
    assertThat(MAIL.to(refused, 1).getFirst().subject())
        .isEqualTo("Your order could not be placed");

    String cancelled = address();
    placed(client, scenario(order(cancelled), "\"retailer_cancels\""));
    client.advance("PT3H");
    Letter letter = MAIL.to(cancelled, 2).get(1);
    assertThat(letter.subject()).isEqualTo("Your order was cancelled");
    assertThat(letter.text()).contains("The store has cancelled it.").doesNotContain("/track/");
    bothPartsSayTheSame(letter);
  }

  @Test
  void whatClientsWriteStaysInItsPlace() {
    Client client = Customer.of(server.running()).test();
    String email = address();
    ObjectNode evil = order(email);
    String attack = "x Bcc: all@example.org <b>free</b> moc";
    ((ObjectNode) evil.get("shipping_address"))
        .put("address_line2", attack)
        .put("first_name", attack);
    ((ObjectNode) evil.get("metadata")).put("note", "x\r\nBcc: all@example.org\r\n\r\n\u202emoc");
    ((ObjectNode) evil.at("/products/0"))
        .put("url", "https://www.amazon.com/%22%3E%3Cb%3Ea-title/dp/B0DFC2DWD5?a=1&b='c");
    placed(client, evil);

    Letter letter = MAIL.to(email, 1).getFirst();
    assertThat(MAIL.to("all@example.org")).isEmpty();
    assertThat(letter.text()).contains("\n  x Bcc: all@example.org <b>free</b> moc\n");
    assertThat(letter.html()).contains("&lt;b&gt;free&lt;/b&gt;").doesNotContain("<b>", "\u202e");
    headersAreInOrder(letter, email);
  }

  @Test
  void anAddressThatIsMoreThanOneIsRefused() {
    Client client = Customer.of(server.running()).test();
    List<String> bad =
        new ArrayList<>(
            List.of(
                "a@example.net,b@example.net",
                "a@example.net\r\nBcc: b@example.net",
                "\"a b\"@example.net",
                "Ada <a@example.net>",
                "a@[127.0.0.1]",
                "a@localhost",
                "@example.net",
                "a..b@example.net",
                "ä@example.net"));
    bad.add("a".repeat(65) + "@example.net");
    for (String email : bad) {
      Answer refused = client.post("/orders", order(email)).has(422);
      assertThat(refused.text("/detail/0/loc/2")).as(email).isEqualTo("email");
    }
  }

  @Test
  void aMailAboutManyProductsIsNotCutByMailPrograms() {
    Client client = Customer.of(server.running()).test();
    String email = address();
    ObjectNode large = order(email);
    for (int i = 1; i < 100; i++) {
      ((ArrayNode) large.get("products"))
          .addObject()
          .put(
              "url",
              "https://www.amazon.com/A-title-of-a-lamp-that-goes-on/dp/B0LAMP" + (1000 + i));
    }
    placed(client, large);
    Letter letter = MAIL.to(email, 1).getFirst();
    assertThat(letter.html().length()).isLessThan(60_000);
    assertThat(letter.text()).contains("Your 100 items", "and 75 more");
    bothPartsSayTheSame(letter);
  }

  @Test
  void eachOfTwoParcelsIsTold() {
    Client client = Customer.of(server.running()).test();
    String email = address();
    ObjectNode two = scenario(order(email), "\"partial_shipment\"");
    ((ObjectNode) two.at("/products/0")).put("quantity", 2);
    String id = placed(client, two);
    MAIL.to(email, 1);
    client.advance("PT6H");
    MAIL.to(email, 2);
    client.advance("P1D");
    MAIL.to(email, 3);
    client.advance("P9D");
    client.until("/orders/" + id, a -> a.text("/items/0/status").equals("delivered"));
    assertThat(MAIL.to(email, 4).stream().map(Letter::subject))
        .containsExactly(
            "Your order is confirmed",
            "Your parcel is on its way",
            "Another parcel is on its way",
            "Your order has arrived");
  }

  @Test
  void whatArrivesBetweenTwoLooksIsToldOnce() {
    Client client = Customer.of(server.running()).test();
    String email = address();
    placed(client, order(email));
    client.advance("P9D");
    assertThat(MAIL.to(email, 2).get(1).subject()).isEqualTo("Your order has arrived");
    assertThat(MAIL.to(email)).hasSize(2);
  }
}
