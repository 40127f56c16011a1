package dev.brass.server.api.batch;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Adds an idempotency key to the body of an operation that has none. A batch may have many large
/// bodies, so a body is parsed only where necessary.
final class KeyedBody {

  private static final String NAME = "idempotency_key";
  private static final String NAMED = "\"" + NAME + "\":";

  /// The key found in a body.
  private enum Found {
    NOTHING,
    NULL,
    KEY
  }

  private KeyedBody() {}

  /// The body with a key: its own, or else the given one.
  ///
  /// @param body a JSON object as this server writes it; null for none
  static String of(@Nullable String body, String key, BatchWire wire) {
    if (body == null) {
      return wire.write(BatchWire.object().put(NAME, key));
    }
    return switch (body.contains(NAMED) ? find(body) : Found.NOTHING) {
      case KEY -> body;
      case NOTHING -> put(body, wire.write(BatchWire.object().put(NAME, key)));
      case NULL -> wire.write(((ObjectNode) wire.stored(body)).put(NAME, key));
    };
  }

  /// Merges two objects.
  private static String put(String body, String keyed) {
    return body.equals("{}")
        ? keyed
        : keyed.substring(0, keyed.length() - 1) + "," + body.substring(1);
  }

  /// Searches the fields of the object itself, not those of nested values: JSON that this server
  /// writes has no space between tokens.
  private static Found find(String body) {
    int depth = 0;
    for (int i = 0; i < body.length(); i++) {
      switch (body.charAt(i)) {
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        case '"' -> {
          if (depth == 1 && body.startsWith(NAMED, i)) {
            return body.startsWith("null", i + NAMED.length()) ? Found.NULL : Found.KEY;
          }
          i = endOfText(body, i);
        }
        default -> {
          // A number, a literal, or a separator.
        }
      }
    }
    return Found.NOTHING;
  }

  private static int endOfText(String body, int begin) {
    int i = begin + 1;
    while (body.charAt(i) != '"') {
      i += body.charAt(i) == '\\' ? 2 : 1;
    }
    return i;
  }
}
