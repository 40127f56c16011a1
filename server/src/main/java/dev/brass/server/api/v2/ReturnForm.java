package dev.brass.server.api.v2;

import dev.brass.server.form.Fields;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The body of `POST /returns` (Zinc API docs, Returns).
record ReturnForm(UUID orderId, List<ItemForm> items, String reason, @Nullable String notes) {

  /// The reason of a return.
  static final List<String> REASONS =
      List.of(
          "damaged",
          "not_delivered",
          "empty_box",
          "wrong_item",
          "defective",
          "not_as_described",
          "wrong_size",
          "no_longer_needed",
          "forced_cancellation",
          "other");

  private static final int MOST_ITEMS = 100;
  private static final int LARGEST_QUANTITY = 100;
  private static final int LONGEST_NOTES = 2000;
  private static final UUID NONE = new UUID(0, 0);

  /// Units of an item to return.
  record ItemForm(UUID orderItemId, int quantity) {}

  static ReturnForm read(JsonNode body) {
    Fields f = Fields.of(body);
    UUID order = f.uuid("order_id", NONE);
    List<ItemForm> items = f.objects("items", true, 1, MOST_ITEMS, ReturnForm::item);
    Set<UUID> named = new HashSet<>();
    items.stream()
        .filter(item -> !item.orderItemId().equals(NONE) && !named.add(item.orderItemId()))
        .findFirst()
        .ifPresent(
            twice ->
                f.fault(
                    "items",
                    "Value error, the item " + twice.orderItemId() + " is named twice",
                    "value_error"));
    String reason = f.word("reason", REASONS);
    String notes = f.linesOrNull("notes", 0, LONGEST_NOTES);
    f.nothingElse();
    f.check();
    return new ReturnForm(order, items, reason, notes);
  }

  private static ItemForm item(Fields item) {
    ItemForm form =
        new ItemForm(
            item.uuid("order_item_id", NONE), (int) item.number("quantity", 1, LARGEST_QUANTITY));
    item.nothingElse();
    return form;
  }
}
