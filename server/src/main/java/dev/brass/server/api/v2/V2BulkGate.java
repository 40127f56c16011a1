package dev.brass.server.api.v2;

import dev.brass.server.account.Accounts;
import dev.brass.server.api.v2.InvalidInput.Fault;
import dev.brass.server.bulk.BulkGate;
import dev.brass.server.card.CardProcessors;
import dev.brass.server.connect.Stores;
import dev.brass.server.order.Payer;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.text.Characters;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// `POST /orders`' own judgement of an order that a row of a bulk upload asks for.
public final class V2BulkGate implements BulkGate {

  /// What of a problem's details names the place in the order that it is about.
  private static final Map<String, String> PLACES =
      Map.of(
          "url", "products",
          "products", "products",
          "retailer_credentials_id", "retailer_credentials_id",
          "country", "shipping_address.country");

  private final V2Json json = new V2Json();
  private final OrderGate gate;

  public V2BulkGate(Stores stores, Accounts accounts) {
    this.gate = new OrderGate(stores, accounts, CardProcessors.NONE);
  }

  @Override
  public Verdict judge(JsonNode order, TenantId tenant, Mode mode) {
    try {
      OrderForm form = OrderForm.read(order);
      return new Verdict.Passed(
          OrderForm.DOOR,
          gate.pass(form, tenant, mode, json.map(form.metadata())),
          Payer.CURRENT,
          json.write(order),
          form.idempotencyKey());
    } catch (InvalidInput e) {
      return new Verdict.Refused(
          e.faults().stream().map(fault -> new Flaw(place(fault), what(fault))).toList());
    } catch (V2Problem e) {
      return new Verdict.Refused(List.of(new Flaw(place(e), e.text() + " (" + e.code() + ")")));
    }
  }

  private static String place(Fault fault) {
    return fault.loc().stream()
        .skip(1)
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .collect(Collectors.joining("."));
  }

  private static String place(V2Problem problem) {
    Map<String, Object> details = problem.details();
    if (details == null) {
      return "";
    }
    if ("RetailerCredentials".equals(details.get("resource"))) {
      return "retailer_credentials_id";
    }
    return PLACES.entrySet().stream()
        .filter(place -> details.containsKey(place.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }

  private static String what(Fault fault) {
    return switch (fault.type()) {
      case "missing", "too_short", "string_too_short" -> "a value is missing; fill it in";
      case "value_error" -> Characters.withoutStart(fault.msg(), "Value error, ");
      default -> fault.msg();
    };
  }
}
