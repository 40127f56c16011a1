package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.form.Fields;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The names of programs: the name that they choose, and the program that their `User-Agent`
/// identifies.
final class AgentName {

  private static final int LONGEST = 100;

  /// Parts of `User-Agent` and the programs they identify; the first match is used.
  private static final Map<String, String> SOURCES =
      Map.of(
          "claude", "claude-code",
          "codex", "codex",
          "cursor", "cursor",
          "zinc", "zinc-sdk",
          "curl", "curl",
          "python", "python",
          "node", "node",
          "java", "java");

  private AgentName() {}

  /// A body that may be missing, or `null`.
  static Fields optionalBody(V2Json json, ApiRequest request) {
    String text = request.text();
    boolean none = text.isBlank() || text.strip().equals("null");
    return Fields.of(json.read(none ? "{}" : text));
  }

  /// The field `name`.
  static String read(Fields fields, String absent) {
    String name = fields.textOrNull("name", 0, LONGEST);
    if (name == null || name.isBlank()) {
      return absent;
    }
    if (name.codePoints().anyMatch(AgentName::isUnprintable)) {
      fields.fault("name", "Value error, name has control characters", "value_error");
    }
    return name.strip();
  }

  /// Also refuses characters that change the text direction: the name is shown to the person who
  /// approves it.
  private static boolean isUnprintable(int letter) {
    return switch (Character.getType(letter)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  static String source(@Nullable String userAgent) {
    String lower = userAgent == null ? "" : userAgent.toLowerCase(Locale.ROOT);
    return SOURCES.entrySet().stream()
        .filter(entry -> lower.contains(entry.getKey()))
        .min(java.util.Comparator.comparingInt(entry -> lower.indexOf(entry.getKey())))
        .map(Map.Entry::getValue)
        .orElse("unknown");
  }
}
