package dev.brass.server.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A match of a [LinearPattern] in a text.
///
/// @param start of it in the text
/// @param end after its last character
/// @param groups the text of each group of the pattern, the whole match first; null for a group
///     that did not take part
public record Found(int start, int end, List<@Nullable String> groups) {

  public Found {
    groups = Collections.unmodifiableList(new ArrayList<>(groups));
  }

  /// The whole part.
  public String text() {
    return Objects.requireNonNull(groups.getFirst());
  }

  /// The text of a group; null when the match does not have it.
  public @Nullable String group(int number) {
    return groups.get(number);
  }

  /// The text of a group; empty when the match does not have it.
  public String groupOrEmpty(int number) {
    return Objects.requireNonNullElse(groups.get(number), "");
  }
}
