package dev.brass.server.api.v1;

import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One object of a request, read attribute by attribute. Faults are recorded in [Problems], and
/// reading continues with substitutes: no value may be used once there are problems. An attribute
/// that is JSON `null` counts as absent.
final class Fields {

  private final ObjectNode json;
  private final String path;
  private final boolean secret;
  private final Problems problems;

  /// An object.
  ///
  /// @param path its path ending in a dot; empty for the body itself
  /// @param secret whether messages must not repeat its values
  /// @param known the names of its attributes; a name that is almost one of them is a problem
  Fields(ObjectNode json, String path, boolean secret, Set<String> known, Problems problems) {
    this.json = json;
    this.path = path;
    this.secret = secret;
    this.problems = problems;
    if (json.size() > Limits.FIELDS) {
      problems.add(
          V1Code.INVALID_REQUEST,
          path.isEmpty() ? "(body)" : path.substring(0, path.length() - 1),
          "must have at most %d fields, had %d".formatted(Limits.FIELDS, json.size()));
    } else {
      json.properties().forEach(property -> check(property.getKey(), known));
    }
  }

  /// A name that is almost a known one is a problem only when the known one could be meant: not if
  /// the known one is also present, nor if the value is empty, nor if the name is a known word of
  /// its own.
  private void check(String name, Set<String> known) {
    if (says(name) && !known.contains(name) && !KnownNames.isWord(name)) {
      KnownNames.meant(name, known)
          .filter(meant -> !says(meant))
          .ifPresent(meant -> get(name).problem("is not known; did you mean \"" + meant + "\"?"));
    }
  }

  Value get(String name) {
    JsonNode value = json.path(name);
    return new Value(value, path + name, secret, problems);
  }

  private boolean says(String name) {
    JsonNode value = json.path(name);
    return has(name) && !(value.isString() && value.stringValue().isBlank());
  }

  boolean has(String name) {
    return json.hasNonNull(name);
  }
}
