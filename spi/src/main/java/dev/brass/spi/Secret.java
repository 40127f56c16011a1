package dev.brass.spi;

import java.util.function.Function;

/// A value that must not be shown: it prints as `***`. Immutable if its value is.
///
/// Only [#reveal] returns the value; call it where the value is sent to the store, and nowhere
/// else.
///
/// @param <T> the type of the hidden value
public final class Secret<T> {

  private final T value;

  private Secret(T value) {
    this.value = value;
  }

  public static <T> Secret<T> of(T value) {
    return new Secret<>(value);
  }

  public T reveal() {
    return value;
  }

  public <R> Secret<R> map(Function<? super T, ? extends R> function) {
    return new Secret<>(function.apply(value));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret<?> secret && secret.value.equals(value);
  }

  /// Constant, so that not even a hash of the value gets into a log.
  @Override
  public int hashCode() {
    return 0;
  }

  @Override
  public String toString() {
    return "***";
  }
}
