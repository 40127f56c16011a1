package dev.brass.server.db;

import dev.brass.server.text.Characters;
import java.net.UnknownHostException;
import java.sql.SQLException;

/// Why a database cannot be opened, in one sentence for the operator.
final class Unreachable {

  private static final int DEEPEST = 20;

  private Unreachable() {}

  /// The failure as it is reported.
  ///
  /// @param url whose password is not reported
  static UnsuitableDatabaseException of(String url, RuntimeException failure) {
    return new UnsuitableDatabaseException(
        "the database %s cannot be opened: %s".formatted(place(url), why(failure)), failure);
  }

  /// The host, the port and the name of a database.
  private static String place(String url) {
    String address = Characters.before(url, '?');
    int user = address.lastIndexOf('@');
    int start = user >= 0 ? user + 1 : address.indexOf("//") + 2;
    return "'" + address.substring(Math.max(0, Math.min(start, address.length()))) + "'";
  }

  private static String why(Throwable failure) {
    Throwable cause = failure;
    String said = "it does not answer; check database.url";
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (cause instanceof UnknownHostException) {
        return "its host is unknown; check database.url";
      }
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        said = why(sql.getSQLState(), sql);
      }
      cause = cause.getCause();
    }
    return said;
  }

  private static String why(String state, SQLException failure) {
    if (state.startsWith("28")) {
      return "it rejects this user; check user and password in database.url";
    }
    return switch (state) {
      case "3D000" -> "the database does not exist; create it, or check database.url";
      case "53300" -> "it has too many connections";
      case "57P03" -> "it is starting, stopping or recovering; try again";
      case "08001", "08004", "08006" -> "no PostgreSQL answers there; check database.url";
      default -> ServerWords.of(failure);
    };
  }
}
