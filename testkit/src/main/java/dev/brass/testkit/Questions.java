package dev.brass.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.Answer;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.OrderError;
import java.util.function.Supplier;

/// What must be true of every question that changes nothing at the store.
final class Questions {
  private Questions() {}

  /// The answer, which must have been given.
  static <T> T given(Answer<T> answer) {
    return switch (answer) {
      case Answer.Given<T>(T value) -> value;
      case Answer.Refused<T>(OrderError error) ->
          throw new AssertionError("the store knows the answer, but the connector says " + error);
    };
  }

  /// Requires a refusal that says that the product is at fault.
  static void assertNoSuchProduct(Answer<?> answer) {
    assertThat(answer)
        .as("the answer about a product that does not exist")
        .isInstanceOf(Answer.Refused.class);
    OrderError error = ((Answer.Refused<?>) answer).error();
    assertThat(error.code().category())
        .as("the category of " + error)
        .isEqualTo(ErrorCode.Category.PRODUCT);
  }

  /// Requires that a question to which no answer came ends in an exception, or in a refusal that a
  /// later attempt may overcome: a failed line must not end an order for good.
  static void assertNoFinalNo(WireFault fault, Supplier<? extends Answer<?>> question) {
    Answer<?> answer;
    try {
      answer = question.get();
    } catch (RuntimeException noAnswer) {
      return;
    }
    switch (answer) {
      case Answer.Given<?>(Object value) ->
          throw new AssertionError("calls end with " + fault + ", but the answer is " + value);
      case Answer.Refused<?>(OrderError error) ->
          assertThat(error.code().retrySafe())
              .as("calls end with %s, so %s must be one that is tried again", fault, error)
              .isTrue();
    }
  }
}
