package dev.brass.server.bulk;

import dev.brass.server.entry.CellText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What an order asks for as a text that is the same however the order is spelled: without what is
/// empty, with what is left out in its place, and of what is only carried along no more than the
/// texts. Two rows, or a row and an order, with the same meaning are one.
final class RowMeaning {

  private static final JsonMapper JSON = JsonMapper.shared();

  private RowMeaning() {}

  /// The meaning of an order.
  ///
  /// @param order a body of `POST /orders`
  /// @param phone what stores get of orders without a telephone number, which says nothing
  static String of(JsonNode order, String phone) {
    Map<String, Object> meaning = new TreeMap<>();
    List<Object> products = new ArrayList<>();
    order.path("products").forEach(product -> products.add(product(product)));
    meaning.put("products", products);
    Map<String, String> address = new TreeMap<>();
    address.put("country", "US");
    for (Map.Entry<String, JsonNode> part : order.path("shipping_address").properties()) {
      put(address, part.getKey(), part.getValue());
    }
    address.remove("phone_number", CellText.said(phone));
    meaning.put("address", address);
    Map<String, String> others = new TreeMap<>();
    for (String name :
        List.of(
            "max_price",
            "po_number",
            "retailer_credentials_id",
            "handling_days_max",
            "gift_message")) {
      put(others, name, order.path(name));
    }
    others.put("is_gift", String.valueOf(order.path("is_gift").asBoolean(false)));
    meaning.put("others", others);
    meaning.put("carried", carried(order.path("metadata")));
    return JSON.writeValueAsString(meaning);
  }

  private static void put(Map<String, String> to, String name, JsonNode value) {
    String text = value.isNull() || value.isContainer() ? "" : CellText.said(value.asString(""));
    if (!text.isEmpty()) {
      to.put(name, name.equals("country") ? text.toUpperCase(Locale.ROOT) : text);
    }
  }

  private static Map<String, Object> product(JsonNode product) {
    Map<String, Object> meaning = new TreeMap<>();
    meaning.put("url", CellText.code(product.path("url").asString("")));
    meaning.put("quantity", CellText.said(product.path("quantity").asString("1")));
    Map<String, String> options = new TreeMap<>();
    for (JsonNode option : product.path("variant")) {
      options.put(
          CellText.folded(option.path("label").asString("")),
          CellText.said(option.path("value").asString("")));
    }
    meaning.put("options", options);
    return meaning;
  }

  /// All texts in it, in no order of their own.
  private static Collection<String> carried(JsonNode metadata) {
    List<String> texts = new ArrayList<>();
    for (JsonNode value : metadata.values()) {
      String text = value.isContainer() ? value.toString() : value.asString("");
      if (!value.isNull() && !CellText.isEmpty(text)) {
        texts.add(CellText.said(text));
      }
    }
    texts.sort(null);
    return texts;
  }
}
