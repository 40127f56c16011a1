package dev.brass.server.connect;

import dev.brass.spi.StoreException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A question to a store by code that somebody else wrote. Whatever goes wrong in it is no answer of
/// the store, so that a mistake of a connector is handled as one: by whoever asks, at its pace and
/// until its end, and never by trying the job that asks as if our own code had failed. (Who buys
/// makes a difference between the two.)
public final class ConnectorCall {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectorCall.class);

  private ConnectorCall() {}

  /// Makes a call.
  ///
  /// @throws StoreException when it fails, in whatever way; that something may have arrived at the
  ///     store is said of every failure of which the connector does not say otherwise
  public static <T> T of(Supplier<T> call) {
    try {
      return call.get();
    } catch (StoreException e) {
      throw e;
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      LOG.warn("A connector failed", e);
      throw StoreException.answerLost("the connector failed: " + e.getClass().getSimpleName(), e);
    }
  }
}
