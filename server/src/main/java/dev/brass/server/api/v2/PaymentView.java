package dev.brass.server.api.v2;

import dev.brass.server.card.CardPayment;
import dev.brass.server.card.CardPaymentState;
import dev.brass.server.card.Costs;
import dev.brass.server.card.Wanted;
import dev.brass.server.text.Characters;
import dev.brass.server.text.LinearPattern;
import dev.brass.spi.Address;
import dev.brass.spi.Money;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A card payment as any caller that knows its id sees it: JSON, and a page (Zinc SDK,
/// PendingPaymentResponse). It shows the products, and only the city of the address.
final class PaymentView {

  /// The page of a payment.
  static final String PAGE = "/pay";

  private static final LinearPattern SCHEME = LinearPattern.of("^https?://(www\\.)?");
  private static final int LONGEST_CLIENT = 40;

  private static final Map<String, ClientInfo> CLIENTS =
      Map.of(
          "claude", new ClientInfo("Claude", "https://claude.ai"),
          "chatgpt", new ClientInfo("ChatGPT", "https://chatgpt.com"),
          "codex", new ClientInfo("Codex", "https://chatgpt.com/codex"),
          "cursor", new ClientInfo("Cursor", null),
          "gemini", new ClientInfo("Gemini", "https://gemini.google.com"));

  private PaymentView() {}

  record Payment(
      UUID id,
      String status,
      @Nullable UUID orderId,
      @Nullable String payUrl,
      Instant expiresAt,
      QuoteInfo quote,
      List<ProductInfo> products,
      @Nullable ClientInfo client,
      String shipToSummary) {}

  record QuoteInfo(long maxPriceCents, long orderFeeCents, long stripeFeeCents, long holdCents) {}

  record ProductInfo(String url, int quantity) {}

  record ClientInfo(String name, @Nullable String url) {}

  static Payment wire(CardPayment payment, Wanted wanted, String base) {
    return new Payment(
        payment.id(),
        status(payment),
        payment.order(),
        payment.state() instanceof CardPaymentState.AwaitingBuyer ? url(base, payment) : null,
        payment.expiresAt(),
        quote(payment),
        wanted.products().stream().map(p -> new ProductInfo(p.url(), p.quantity())).toList(),
        clientInfo(payment),
        summary(wanted.shipTo()));
  }

  static String url(String base, CardPayment payment) {
    return base + PAGE + "/" + payment.id();
  }

  static String status(CardPayment payment) {
    return switch (payment.state()) {
      case CardPaymentState.Holding _, CardPaymentState.AwaitingBuyer _ -> "requires_action";
      case CardPaymentState.Held _ -> "authorized";
      case CardPaymentState.Ordered _,
          CardPaymentState.Capturing _,
          CardPaymentState.Captured _,
          CardPaymentState.Refunding _,
          CardPaymentState.Uncollected _ ->
          "placed";
      case CardPaymentState.Releasing _, CardPaymentState.Released _ ->
          payment.order() == null ? "failed" : "placed";
      case CardPaymentState.Failed _ -> "failed";
      case CardPaymentState.Expired _ -> "expired";
    };
  }

  /// The held amount in cents. A margin is part of the price for its buyer.
  static QuoteInfo quote(CardPayment payment) {
    Costs quote = payment.quote();
    return new QuoteInfo(
        quote.goods().plus(quote.margin()).minor(),
        quote.fee().minor(),
        quote.processing().minor(),
        quote.charge().minor());
  }

  private static String summary(Address a) {
    return a.firstName()
        + " "
        + a.lastName()
        + ", "
        + Stream.of(a.city(), (a.state() == null ? "" : a.state() + " ") + a.postalCode())
            .collect(Collectors.joining(", "));
  }

  /// The assistant's name from `X-Zinc-Client`, made safe to show; null for none.
  static @Nullable String client(@Nullable String header) {
    if (header == null || header.isBlank()) {
      return null;
    }
    String name =
        Characters.only(
            header.strip(), c -> Characters.isLetterOrDigit(c) || " ._-".indexOf(c) >= 0);
    return name.isBlank() ? null : name.substring(0, Math.min(name.length(), LONGEST_CLIENT));
  }

  private static @Nullable ClientInfo clientInfo(CardPayment payment) {
    String name = payment.terms().client();
    return name == null
        ? null
        : CLIENTS.getOrDefault(name.toLowerCase(Locale.ROOT), new ClientInfo(name, null));
  }

  /// The values of the page's template.
  ///
  /// @param problem a current error message; empty for none
  static Map<String, Object> page(CardPayment payment, Wanted wanted, String problem) {
    ClientInfo client = clientInfo(payment);
    Costs quote = payment.quote();
    Map<String, Object> page = new HashMap<>();
    page.put("title", title(payment));
    page.put("id", payment.id());
    page.put("payable", payment.state() instanceof CardPaymentState.AwaitingBuyer);
    page.put("told", told(payment));
    page.put("products", wanted.products().stream().map(PaymentView::line).toList());
    page.put("shipTo", summary(wanted.shipTo()));
    page.put("goods", price(quote.goods().plus(quote.margin())));
    page.put("fee", quote.fee().minor() == 0 ? "" : price(quote.fee()));
    page.put("processing", price(quote.processing()));
    page.put("hold", price(quote.charge()));
    page.put("client", client == null ? "" : client.name());
    page.put("back", client == null ? "" : Objects.requireNonNullElse(client.url(), ""));
    page.put("simulated", payment.isSimulated());
    page.put("problem", problem);
    return page;
  }

  private static String title(CardPayment payment) {
    return switch (status(payment)) {
      case "requires_action" -> "Pay for this order";
      case "authorized" -> "Thank you";
      case "placed" -> "Thank you, the order is on its way";
      case "expired" -> "This payment has expired";
      default -> "Nothing was paid";
    };
  }

  private static String told(CardPayment payment) {
    return switch (status(payment)) {
      case "requires_action" ->
          "The amount below is only held on your card at first. Once the store has taken the order,"
              + " you are charged its actual cost, and the rest is released.";
      case "authorized" -> "Your card is good. The order is being placed; check again in a moment.";
      case "placed" -> "The order is number " + payment.order() + ".";
      case "expired" -> "Request the order again; nothing was charged.";
      default -> "Your card was not charged. Request the order again.";
    };
  }

  private static Map<String, Object> line(Wanted.Product product) {
    String page = SCHEME.replaceFirst(product.url(), "");
    return Map.of("page", page, "quantity", product.quantity());
  }

  private static String price(Money money) {
    String text = money.toString();
    return money.currency().getCurrencyCode().equals("USD")
        ? "$" + text.substring(0, text.indexOf(' '))
        : text;
  }
}
