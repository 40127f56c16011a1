package dev.brass.server.api.v2;

import dev.brass.server.onboarding.Devices.Question;
import java.util.HashMap;
import java.util.Map;

/// A program's request for a key, as the page shows it to a person.
final class DeviceView {

  static final String WRONG_KEY =
      "This key does not sign you in. Use an owner key of the account, or an operator's admin key"
          + " and the name of an account.";

  private static final Map<String, String> SOURCES =
      Map.of(
          "claude-code", "Claude Code",
          "codex", "Codex",
          "cursor", "Cursor",
          "zinc-sdk", "a program with the Zinc SDK",
          "curl", "curl",
          "python", "a Python program",
          "node", "a Node.js program",
          "java", "a Java program",
          "unknown", "an unknown program");

  private DeviceView() {}

  /// The values of the decision page's template.
  static Map<String, Object> decision(Question question, String problem) {
    Map<String, Object> values = new HashMap<>();
    values.put("title", "Allow this program to order for you?");
    values.put("name", question.name());
    values.put("source", SOURCES.getOrDefault(question.source(), question.source()));
    values.put("code", question.userCode());
    values.put("sandbox", question.withSandbox());
    values.put("problem", problem);
    return values;
  }
}
