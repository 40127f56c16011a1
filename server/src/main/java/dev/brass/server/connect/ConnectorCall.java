package dev.brass.server.connect;

import dev.brass.spi.StoreException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A call to code that somebody else wrote. Whatever goes wrong in it is trouble with the store, so
/// that a mistake of a connector is handled as a store that does not answer: by whoever asks, at
/// its pace and until its end, and never by trying the job that asks as if our own code had failed.
/// It is no word about the store, though: others go on asking it.
final class ConnectorCall {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectorCall.class);

  /// What is said of a failure that is a mistake of the connector's.
  static final String FAILED = "the connector failed; the log tells how";

  private ConnectorCall() {}

  /// Makes a call.
  ///
  /// @throws StoreException when it fails, in whatever way; that something may have arrived at the
  ///     store is said of every failure of which the connector does not say otherwise
  static <T> T of(Supplier<T> call) {
    try {
      return call.get();
    } catch (StoreException e) {
      throw e;
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      LOG.warn("A connector failed", e);
      throw StoreException.answerLost(FAILED, new Mistake(e));
    }
  }

  /// Whether it is the connector that failed, so that the failure says nothing about its store.
  static boolean failed(StoreException e) {
    return e.getCause() instanceof Mistake;
  }

  /// What a connector threw and may not throw.
  private static final class Mistake extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private Mistake(Throwable cause) {
      super(cause.getClass().getSimpleName(), cause, false, false);
    }
  }
}
