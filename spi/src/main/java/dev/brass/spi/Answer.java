package dev.brass.spi;

/// A store's answer to a question that changes nothing: what was asked for, or why not.
///
/// @param <T> what was asked for
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
