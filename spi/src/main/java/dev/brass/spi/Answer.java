package dev.brass.spi;

/// A store's answer to a question that changes nothing: the requested value, or the reason why not.
///
/// @param <T> the requested value
public sealed interface Answer<T> {

  record Given<T>(T value) implements Answer<T> {}

  record Refused<T>(OrderError error) implements Answer<T> {}

  static <T> Answer<T> of(T value) {
    return new Given<>(value);
  }

  static <T> Answer<T> refused(OrderError error) {
    return new Refused<>(error);
  }
}
