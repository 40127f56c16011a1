package dev.brass.server.db;

import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// The message of PostgreSQL itself about a failure, such as "could not extend file …: No space
/// left on device", without the words of libraries around it.
final class ServerWords {

  private static final int DEEPEST = 20;
  private static final String SILENT = "it does not say why";

  private ServerWords() {}

  static String of(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (cause instanceof PSQLException spoken) {
        ServerErrorMessage message = spoken.getServerErrorMessage();
        String said = message == null ? null : message.getMessage();
        return said == null ? SILENT : firstLine(said);
      }
      cause = cause.getCause();
    }
    return SILENT;
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse(SILENT);
  }
}
