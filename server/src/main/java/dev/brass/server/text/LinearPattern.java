package dev.brass.server.text;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A regular expression whose time grows with the length of the text and no faster, whatever the
/// text is (RE2: no backtracking, no recursion, and so neither look-around nor back references).
/// All code of this server uses it in place of `java.util.regex` and the methods of [String] that
/// take a regular expression; `PatternsTest` names the exceptions. Immutable, thread-safe.
///
/// Differences from Java's own engine: `\s` has no vertical tab, `.` has all but the line feed, and
/// `$` is the end of the text alone.
public final class LinearPattern {

  private final Pattern pattern;

  private LinearPattern(Pattern pattern) {
    this.pattern = pattern;
  }

  public static LinearPattern of(String regex) {
    return new LinearPattern(Pattern.compile(regex));
  }

  /// A pattern that ignores upper and lower case.
  public static LinearPattern ofAnyCase(String regex) {
    return new LinearPattern(Pattern.compile(regex, Pattern.CASE_INSENSITIVE));
  }

  /// Whether it matches all of the text.
  public boolean matches(CharSequence text) {
    return pattern.matcher(text).matches();
  }

  /// Whether it matches some part of the text.
  public boolean isIn(CharSequence text) {
    return pattern.matcher(text).find();
  }

  /// The groups of a match of the whole text; empty when the pattern does not match all of it.
  public Optional<Found> match(CharSequence text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.matches() ? Optional.of(found(matcher)) : Optional.empty();
  }

  /// The match at the beginning of the text.
  public Optional<Found> start(CharSequence text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.lookingAt() ? Optional.of(found(matcher)) : Optional.empty();
  }

  /// The first match in the text.
  public Optional<Found> first(CharSequence text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(found(matcher)) : Optional.empty();
  }

  /// All matches of the pattern in the text, without overlaps.
  public List<Found> all(CharSequence text) {
    List<Found> all = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      all.add(found(matcher));
    }
    return all;
  }

  /// The text with each match replaced.
  ///
  /// @param by with `$1` for the text of the first group
  public String replaceAll(CharSequence text, String by) {
    return pattern.matcher(text).replaceAll(by);
  }

  /// The text with the first match replaced.
  ///
  /// @param by with `$1` for the text of the first group
  public String replaceFirst(CharSequence text, String by) {
    return pattern.matcher(text).replaceFirst(by);
  }

  /// The text with each match replaced.
  ///
  /// @param by the replacement of a match, as it is
  public String replaceEach(CharSequence text, Function<Found, String> by) {
    StringBuilder result = new StringBuilder(text.length());
    int end = 0;
    for (Found part : all(text)) {
      result.append(text, end, part.start()).append(by.apply(part));
      end = part.end();
    }
    return result.append(text, end, text.length()).toString();
  }

  /// The parts of the text between the matches of the pattern; empty ones, too.
  public List<String> split(String text) {
    return Arrays.asList(pattern.split(text, -1));
  }

  /// The parts of the text between the matches of the pattern, up to a number.
  ///
  /// @param most the greatest number of parts; the last one contains the remaining text
  public List<String> split(String text, int most) {
    return Arrays.asList(pattern.split(text, most));
  }

  private static Found found(Matcher matcher) {
    List<@Nullable String> groups = new ArrayList<>(matcher.groupCount() + 1);
    for (int i = 0; i <= matcher.groupCount(); i++) {
      groups.add(matcher.group(i));
    }
    return new Found(matcher.start(), matcher.end(), groups);
  }

  /// The expression.
  @Override
  public String toString() {
    return pattern.pattern();
  }
}
