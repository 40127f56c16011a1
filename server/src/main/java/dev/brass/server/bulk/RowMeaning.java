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

/// The meaning of an order as a text that does not depend on its spelling: without empty fields,
/// with defaults filled in, and only the texts of the fields that are carried along. Two rows, or a
/// row and an order, with the same meaning are the same.
final class RowMeaning {

  private static final JsonMapper JSON = JsonMapper.shared();

  private RowMeaning() {}

  /// The meaning of an order.
  ///
  /// @param order a body of `POST /orders`
  /// @param phone the telephone number that stores receive for orders without one, which is left
  /// out
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

  /// All texts in it, in a canonical order.
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
