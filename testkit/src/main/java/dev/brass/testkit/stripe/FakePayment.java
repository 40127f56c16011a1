package dev.brass.testkit.stripe;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A payment intent of [FakeStripe]. Guarded by the fake's lock, which
/// whoever gets it from there has held; later changes are seen by getting it again.
public final class FakePayment {

  final String id;
  final boolean isLive;
  final String account;
  final long amount;
  final String currency;
  final boolean isManual;
  final long created;
  final Map<String, String> metadata;
  final @Nullable String customer;
  @Nullable String method;
  String status = "requires_payment_method";
  long capturable;
  long received;
  long refunded;
  long applicationFee;

  FakePayment(
      String id,
      boolean isLive,
      String account,
      long amount,
      String currency,
      boolean isManual,
      long created,
      @Nullable String customer,
      Map<String, String> metadata) {
    this.id = id;
    this.isLive = isLive;
    this.account = account;
    this.amount = amount;
    this.currency = currency;
    this.isManual = isManual;
    this.created = created;
    this.customer = customer;
    this.metadata = Map.copyOf(metadata);
  }

  public String id() {
    return id;
  }

  /// Whose it is: a connected account, or empty for the caller's own.
  public String account() {
    return account;
  }

  /// As on the wire: `requires_capture`, `succeeded`, `canceled` …
  public String status() {
    return status;
  }

  public long amount() {
    return amount;
  }

  public String currency() {
    return currency;
  }

  public @Nullable String customer() {
    return customer;
  }

  /// What is held.
  public long capturable() {
    return capturable;
  }

  /// What was taken, refunds included.
  public long received() {
    return received;
  }

  /// What was given back of it.
  public long refunded() {
    return refunded;
  }

  public long applicationFee() {
    return applicationFee;
  }

  public Map<String, String> metadata() {
    return metadata;
  }

  /// The card says yes.
  void confirmed(String card) {
    method = card;
    if (isManual) {
      status = "requires_capture";
      capturable = amount;
    } else {
      status = "succeeded";
      received = amount;
    }
  }

  void captured(long part) {
    status = "succeeded";
    capturable = 0;
    received = part;
  }

  void canceled() {
    status = "canceled";
    capturable = 0;
  }

  ObjectNode json() {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("id", id).put("object", "payment_intent").put("status", status);
    json.put("amount", amount).put("currency", currency);
    json.put("amount_capturable", capturable).put("amount_received", received);
    json.put("capture_method", isManual ? "manual" : "automatic_async");
    json.put("created", created).put("livemode", isLive);
    json.put("customer", customer).put("payment_method", method);
    if (applicationFee > 0) {
      json.put("application_fee_amount", applicationFee);
    }
    ObjectNode values = json.putObject("metadata");
    metadata.forEach(values::put);
    return json;
  }
}
