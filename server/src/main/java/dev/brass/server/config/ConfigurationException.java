package dev.brass.server.config;

import java.util.List;

/// Settings that cannot be used. Each problem is one line that names the source, the bad value
/// (unless it is secret) and what is expected.
public final class ConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final List<String> problems;

  public ConfigurationException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
