package dev.brass.server.cli;

import dev.brass.server.egress.NetworkFailure;
import dev.brass.server.text.FileFailure;
import dev.brass.server.text.LinearPattern;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/// The message that a user gets about a failed command, in one line and in words for people:
/// without the names of classes and the sentences of libraries.
final class FailureLine {

  private static final String UNFORESEEN =
      "the command failed unexpectedly; run it again with --debug to see where";

  private static final LinearPattern OF_A_PROGRAM =
      LinearPattern.of(
          "\\b[a-z]+\\.[a-z]+\\.[a-zA-Z.]*[A-Z]|\\b[A-Z][A-Za-z]{2,40}(Exception|Error)\\b");

  private FailureLine() {}

  /// The problem of a value on the command line; null when the value is not the problem.
  static @Nullable String ofValue(ParameterException exception) {
    ArgSpec argument = exception.getArgSpec();
    String value = exception.getValue();
    if (argument == null || value == null) {
      return null;
    }
    String name =
        argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    String said = String.valueOf(exception.getMessage());
    // Our own converters say which value they expect.
    return exception.getCause() instanceof TypeConversionException ours && isOurs(ours)
        ? name + ": " + ours.getMessage()
        : said.contains("Invalid value")
            ? "%s: '%s' is not %s".formatted(name, value, expected(argument.type()))
            : null;
  }

  private static String expected(Class<?> type) {
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(word -> String.valueOf(word).toLowerCase(Locale.ROOT))
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
      return "a whole number";
    }
    if (type == BigDecimal.class) {
      return "a number such as 250.00";
    }
    if (type == UUID.class) {
      return "an id such as 0198f3a2-7c1e-7a55-9d0e-3f5b2c6d7e8f";
    }
    if (type == Duration.class) {
      return "a duration such as 24h";
    }
    return type == Path.class ? "the path of a file" : "what is expected there";
  }

  /// The reason why a command failed while it ran.
  static String of(Throwable failure) {
    String message = failure.getMessage();
    if (isOurs(failure) && message != null && !message.isBlank() && !OF_A_PROGRAM.isIn(message)) {
      return message.lines().findFirst().orElse(UNFORESEEN);
    }
    if (failure instanceof UncheckedIOException unchecked) {
      IOException cause = Objects.requireNonNull(unchecked.getCause());
      return "a file or a connection failed: "
          + (cause instanceof FileSystemException
              ? FileFailure.of(cause)
              : NetworkFailure.of(cause));
    }
    return UNFORESEEN;
  }

  /// Whether an exception was made by this project, whose messages are for people.
  private static boolean isOurs(Throwable failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    return trace.length > 0 && trace[0].getClassName().startsWith("dev.brass.");
  }
}
