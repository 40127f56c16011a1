package dev.brass.server.api.v1;

import dev.brass.server.api.Reply;
import dev.brass.server.product.Inquiry;
import dev.brass.server.product.Question;
import dev.brass.server.product.Reading;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.OrderError;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The common part of all answers about products: `status`, `retailer`, and either the data or the
/// reason for its absence (classic Zinc docs, Get product details, response attributes). A failed
/// answer is also an error object, so that clients that handle orders need to check `code` only.
/// The HTTP status is 200 in each case (classic Zinc docs, HTTP status codes).
final class ProductAnswer {

  /// The prefix of the codes of shops whose product ids are called ASIN.
  private static final String AMAZON = "amazon";

  private ProductAnswer() {}

  /// @param rendering the data as a record of [V1ProductWire]
  static <T> Reply reply(
      Inquiry<T> inquiry, Reading<T> reading, Function<T, ? extends Record> rendering) {
    return Reply.json(
        200,
        V1Json.write(
            switch (reading) {
              case Reading.Known<T>(var value, var at) ->
                  answer("completed", inquiry, at, rendering.apply(value));
              case Reading.Refused<T>(var error, var at) ->
                  answer("failed", inquiry, at, error(error));
              case Reading.Failed<T>(var why) ->
                  answer(
                      "failed",
                      inquiry,
                      null,
                      error(new OrderError(ErrorCode.INTERNAL_ERROR, why)));
              case Reading.Processing<T> _ -> answer("processing", inquiry, null, null);
            }));
  }

  private static V1ProductWire.Answer answer(
      String status, Inquiry<?> inquiry, @Nullable Instant at, @Nullable Record data) {
    String store = inquiry.store().code();
    Long timestamp = at == null ? null : at.getEpochSecond();
    return switch (inquiry.question()) {
      case Question.Details(var productId) ->
          new V1ProductWire.Answer(status, store, productId, null, timestamp, data);
      case Question.Offers(var productId) ->
          new V1ProductWire.Answer(
              status,
              store,
              productId,
              store.startsWith(AMAZON) ? productId : null,
              timestamp,
              data);
      case Question.Search _ ->
          new V1ProductWire.Answer(status, store, null, null, timestamp, data);
    };
  }

  private static V1Wire.ErrorObject error(OrderError error) {
    return V1Errors.object(error.code().v1Code(), error.message(), error.data());
  }
}
