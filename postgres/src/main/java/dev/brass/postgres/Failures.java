package dev.brass.postgres;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Failures of a disk, and in PostgreSQL's own words, as one line that says what to do.
final class Failures {

  private Failures() {}

  /// @param doing the action, after "cannot": "create the data folder"
  static EmbeddedPostgresException of(IOException cause, String doing, Path path) {
    String known = advice(reason(cause), path);
    String why = known != null ? known : reason(cause);
    return new EmbeddedPostgresException("cannot " + doing + " " + path + ": " + why, cause);
  }

  /// @param output the output of the program; its last line that reports a failure is quoted
  static EmbeddedPostgresException of(String output, String doing, Path folder) {
    String known = advice(output, folder);
    String why = known != null ? known : lastComplaint(output);
    return new EmbeddedPostgresException("cannot " + doing + " " + folder + ": " + why);
  }

  /// The reason why a program could not be started.
  static String start(IOException cause) {
    String said = String.valueOf(cause.getMessage());
    if (said.contains("error=2,")) {
      return "the program, or its folder, is not there";
    }
    if (said.contains("error=13,")) {
      return "it may not be run there; is the file system mounted with 'noexec'?";
    }
    if (said.contains("error=8,")) {
      return "it is for another kind of machine";
    }
    return said.contains("error=12,") || said.contains("error=11,")
        ? "no memory is left, or too many programs run"
        : "the system does not permit it";
  }

  private static String reason(IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return "Permission denied";
    }
    if (cause instanceof FileSystemException file && file.getReason() != null) {
      return file.getReason();
    }
    String message = cause.getMessage();
    return message == null ? "the operating system gives no reason" : message;
  }

  private static @Nullable String advice(String text, Path path) {
    if (text.contains("No space left on device") || text.contains("Disk quota exceeded")) {
      return "the disk is full; free at least 200 MB there or choose another data folder";
    }
    if (text.contains("Read-only file system")) {
      return "the file system is read-only; choose another data folder";
    }
    if (text.contains("ermission denied") || text.contains("has wrong ownership")) {
      return "no permission; give "
          + path
          + " to the user who starts this, or choose another data folder";
    }
    return null;
  }

  /// The last line by which PostgreSQL or one of its programs reports a failure, without the time
  /// before it. Later lines only report its consequences.
  private static String lastComplaint(String output) {
    String last = "it gave no reason";
    for (String line : output.lines().toList()) {
      for (String mark : new String[] {"PANIC:", "FATAL:", "error:", "fatal:"}) {
        int at = line.indexOf(mark);
        if (at >= 0) {
          last = line.substring(at + mark.length()).strip();
        }
      }
    }
    return last;
  }
}
