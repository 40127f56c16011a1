package dev.brass.connector.sandbox;

import dev.brass.spi.StoreException;
import java.util.function.Supplier;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/// The way to the marketplace's tables. To a buyer they are far away, so a failure here looks as
/// one of the network does. Thread-safe.
final class Books {

  private final Jdbi jdbi;

  Books(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /// Runs statements that each stand alone.
  <T> T ask(HandleCallback<T, RuntimeException> work) {
    return reached(() -> jdbi.withHandle(work));
  }

  /// Runs statements that happen together or not at all; an exception rolls them back.
  <T> T change(HandleCallback<T, RuntimeException> work) {
    return reached(() -> jdbi.inTransaction(work));
  }

  private static <T> T reached(Supplier<T> work) {
    if (Thread.currentThread().isInterrupted()) {
      throw StoreException.notSent(
          "Interrupted before the marketplace was asked.", new InterruptedException());
    }
    try {
      return work.get();
    } catch (ConnectionException e) {
      throw StoreException.notSent("The marketplace cannot be reached.", e);
    } catch (JdbiException e) {
      throw StoreException.answerLost("The marketplace did not answer.", e);
    }
  }
}
