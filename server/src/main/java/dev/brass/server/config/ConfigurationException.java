package dev.brass.server.config;

import java.util.List;
import java.util.stream.Collectors;

/// Settings that cannot be used. Each problem is one line that names the source, the bad value
/// (unless it is secret) and what is expected.
public final class ConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public ConfigurationException(List<String> problems) {
    super(problems.stream().map(ConfigurationException::oneLine).collect(Collectors.joining("\n")));
  }

  private static String oneLine(String problem) {
    return problem.lines().collect(Collectors.joining(" "));
  }

  /// One line each.
  public List<String> problems() {
    return String.valueOf(getMessage()).lines().toList();
  }
}
