package dev.brass.server.product;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.brass.server.product.WrittenReading.Outcome;
import dev.brass.spi.Offer;
import dev.brass.spi.OrderError;
import dev.brass.spi.Product;
import dev.brass.spi.SearchPage;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Readings as JSON columns. Written in ASCII: stores' pages contain characters that the database
/// does not accept, and an answer must not fail for being kept.
final class ProductJson {

  private static final TypeReference<List<Offer>> OFFERS = new TypeReference<>() {};

  private final JsonMapper mapper =
      JsonMapper.builder()
          .changeDefaultPropertyInclusion(v -> v.withValueInclusion(JsonInclude.Include.NON_NULL))
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build();

  /// A reading in the form that is stored.
  ///
  /// @throws IllegalArgumentException when it is still being processed
  WrittenReading write(Reading<?> reading) {
    return switch (reading) {
      case Reading.Known<?>(var value, var at) ->
          new WrittenReading(Outcome.KNOWN, mapper.writeValueAsString(value), at);
      case Reading.Refused<?>(var error, var at) ->
          new WrittenReading(Outcome.REFUSED, mapper.writeValueAsString(error), at);
      case Reading.Failed<?>(var why) ->
          new WrittenReading(Outcome.FAILED, mapper.writeValueAsString(why), null);
      case Reading.Processing<?> _ ->
          throw new IllegalArgumentException("there is nothing to write yet");
    };
  }

  /// A stored reading; empty when another version wrote it in a form that this one does not know.
  <T> Optional<Reading<T>> read(Question<T> question, WrittenReading written) {
    try {
      String body = written.body();
      return Optional.of(
          switch (written.outcome()) {
            case KNOWN -> new Reading.Known<>(value(question, body), at(written));
            case REFUSED ->
                new Reading.Refused<>(mapper.readValue(body, OrderError.class), at(written));
            case FAILED -> new Reading.Failed<>(mapper.readValue(body, String.class));
          });
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  @SuppressWarnings("unchecked") // a question's type parameter is what answers it
  private <T> T value(Question<T> question, String body) {
    return (T)
        switch (question) {
          case Question.Details _ -> mapper.readValue(body, Product.class);
          case Question.Offers _ -> mapper.readValue(body, OFFERS);
          case Question.Search _ -> mapper.readValue(body, SearchPage.class);
        };
  }

  private static Instant at(WrittenReading written) {
    return Objects.requireNonNull(written.at(), "an answer has a time");
  }
}
