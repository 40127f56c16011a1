package dev.brass.server.connect;

import dev.brass.spi.StoreException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A call to a connector, which may be third-party code. Every failure in it counts as a failure of
/// the call to the store, so that a bug in a connector is handled like a store that does not
/// answer: by the caller, at its pace and until its time limit, and never by a retry of the job as
/// if the server's code had failed. It is no evidence about the store, though: other callers
/// continue to use it.
final class ConnectorCall {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectorCall.class);

  /// The message for a failure of the connector itself.
  static final String FAILED = "the connector failed; see the log";

  private ConnectorCall() {}

  /// Makes a call.
  ///
  /// @throws StoreException on every failure; it says that something may have arrived at the store
  ///     unless the connector says otherwise
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

  /// Whether the connector itself failed, so that the failure is no evidence about its store.
  static boolean failed(StoreException e) {
    return e.getCause() instanceof Mistake;
  }

  /// An exception that a connector must not throw.
  private static final class Mistake extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private Mistake(Throwable cause) {
      super(cause.getClass().getSimpleName(), cause, false, false);
    }
  }
}
