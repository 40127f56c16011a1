package dev.brass.server.api.v1;

import dev.brass.server.api.Reply;
import dev.brass.server.product.Inquiry;
import dev.brass.server.product.Question;
import dev.brass.server.product.Reading;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import dev.brass.spi.Variant;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The common part of all answers about products: `status`, `retailer`, and either the data or the
/// reason for its absence (classic Zinc docs, Get product details, response attributes). A failed
/// answer is also an error object, so that clients that handle orders need to check `code` only.
/// The HTTP status is 200 in each case (classic Zinc docs, HTTP status codes).
final class ProductAnswer {

  /// The prefix of the codes of shops whose product ids are called ASIN.
  private static final String AMAZON = "amazon";

  private ProductAnswer() {}

  /// Adds the data to an answer. Fields that the store does not report are left out.
  @FunctionalInterface
  interface Rendering<T> {
    void render(ObjectNode body, T value);
  }

  static <T> Reply reply(Inquiry<T> inquiry, Reading<T> reading, Rendering<T> rendering) {
    ObjectNode body = V1Json.object();
    switch (reading) {
      case Reading.Known<T>(var value, var at) -> {
        envelope(body, "completed", inquiry, at);
        rendering.render(body, value);
      }
      case Reading.Refused<T>(var error, var at) -> {
        envelope(body, "failed", inquiry, at);
        error(body, error);
      }
      case Reading.Failed<T>(var why) -> {
        envelope(body, "failed", inquiry, null);
        error(body, new OrderError(ErrorCode.INTERNAL_ERROR, why));
      }
      case Reading.Processing<T> _ -> envelope(body, "processing", inquiry, null);
    }
    return Reply.json(200, V1Json.write(body));
  }

  /// @param at time of the store's answer; shown in seconds since 1970 as in the examples, though
  /// the documents' tables call it a text (compatibility A18)
  private static void envelope(
      ObjectNode body, String status, Inquiry<?> inquiry, @Nullable Instant at) {
    body.put("status", status).put("retailer", inquiry.store().code());
    switch (inquiry.question()) {
      case Question.Details(var productId) -> body.put("product_id", productId);
      case Question.Offers(var productId) -> {
        body.put("product_id", productId);
        if (inquiry.store().code().startsWith(AMAZON)) {
          body.put("asin", productId);
        }
      }
      case Question.Search _ -> {}
    }
    if (at != null) {
      body.put("timestamp", at.getEpochSecond());
    }
  }

  private static void error(ObjectNode body, OrderError error) {
    body.put("_type", "error")
        .put("code", error.code().v1Code())
        .put("message", error.message())
        .set("data", V1Json.data(error.data()));
  }

  static void putText(ObjectNode json, String name, @Nullable Object value) {
    if (value != null) {
      json.put(name, value.toString());
    }
  }

  static void putTexts(ObjectNode json, String name, List<?> values) {
    if (!values.isEmpty()) {
      ArrayNode array = json.putArray(name);
      values.forEach(value -> array.add(value.toString()));
    }
  }

  /// An amount in the minor unit of the currency beside it.
  static void putPrice(ObjectNode json, @Nullable Money price) {
    if (price != null) {
      json.put("price", price.minor()).put("currency", price.currency().getCurrencyCode());
    }
  }

  static void putVariants(ObjectNode json, List<Variant> variants) {
    if (!variants.isEmpty()) {
      ArrayNode array = json.putArray("variant_specifics");
      variants.forEach(
          it -> array.addObject().put("dimension", it.dimension()).put("value", it.value()));
    }
  }
}
