package dev.brass.server.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.text.HostileTexts.Hostile;
import dev.brass.server.text.PatternUses.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// No regular expression of the whole code takes more than a time that grows with its text. Steps
/// are counted: each look of the engine at a character is one.
class PatternsTest {

  /// Classes of this server that use Java's own engine, and why.
  private static final Map<String, String> ON_JAVAS_ENGINE =
      Map.of(
          "dev.brass.server.secret.Redaction", "look-ahead, and every text that is logged",
          "dev.brass.server.secret.Masking", "every body that is stored",
          "dev.brass.server.secret.CardNumbers", "look-ahead, and at most 36 characters",
          "dev.brass.server.db.WriteBatch", "look-behind, on our own statements",
          "dev.brass.server.batch.References", "repetitions that RE2 would write out");

  /// Classes elsewhere whose expressions are made of others, and why that is safe.
  private static final List<String> MADE_OF_OTHERS =
      List.of(
          "dev.brass.server.StripeSetup", // one of two constants, on a setting
          "dev.brass.connector.sandbox.ProductIdForm", // its constants, none of which tracks back
          "dev.brass.testkit.Canaries",
          "dev.brass.testkit.fixture.Condition");

  private static final int SHORT = 60;
  private static final int LONG = 10 * SHORT;
  private static final int DEEP = 20_000;
  private static final int SMALL_STACK = 256 * 1024;
  private static final int BASE = 500;

  /// Looks of an engine at one character, as bounded repetitions in every place may need them.
  private static final int FEW_PER_CHARACTER = 120;

  private static final class TooMany extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /// A text that counts how often its characters are looked at.
  private static final class Counting implements CharSequence {
    private final String text;
    private final long most;
    private long steps;

    Counting(String text, long most) {
      this.text = text;
      this.most = most;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (++steps > most) {
        throw new TooMany();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  @Test
  void theServersCodeUsesNoEngineThatTracksBack() {
    List<Use> direct =
        PatternUses.all().stream()
            .filter(use -> use.type().startsWith("dev.brass.server."))
            .filter(use -> !use.isLinear() && !use.isPlainSplit())
            .filter(use -> !ON_JAVAS_ENGINE.containsKey(outer(use)))
            .toList();
    assertThat(direct).isEmpty();
  }

  @Test
  void everyPatternIsAConstantThatThisTestSees() {
    List<Use> unseen =
        PatternUses.all().stream()
            .filter(use -> use.pattern() == null)
            .filter(use -> !MADE_OF_OTHERS.contains(outer(use)))
            .filter(use -> !outer(use).equals("dev.brass.server.text.LinearPattern"))
            .toList();
    assertThat(unseen).isEmpty();
    assertThat(PatternUses.all()).hasSizeGreaterThan(60);
  }

  private static String outer(Use use) {
    int nested = use.type().indexOf('$');
    return nested < 0 ? use.type() : use.type().substring(0, nested);
  }

  /// Of the test kit, which no stranger reaches, as well as of tests nothing is asked.
  @Test
  void noPatternTakesMoreThanATimeThatGrowsWithItsText() {
    List<String> slow = new ArrayList<>();
    for (Use use : PatternUses.all()) {
      boolean reached = !use.type().startsWith("dev.brass.testkit.");
      if (reached && use.pattern() != null && !use.isPlainSplit()) {
        String problem = problem(use);
        if (problem != null) {
          slow.add(use + ": " + problem);
        }
      }
    }
    assertThat(slow).isEmpty();
  }

  /// That the test sees what it is there for: patterns that this code had.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "=+$",
        "/+$",
        "\\s*;\\s*",
        "[|;,\\s]+(?=https?://)",
        "[+-]?\\d+([.,]\\d+)*",
        "/(?:[A-Za-z0-9]|%[0-9A-Fa-f]{2})*",
        "(a+)+b"
      })
  void thePatternsThatFrozeTheServerAreFound(String pattern) {
    assertThat(problem(new Use("x", "java/util/regex/Pattern.compile", pattern, 0))).isNotNull();
  }

  private static @Nullable String problem(Use use) {
    String pattern = String.valueOf(use.pattern());
    for (Hostile hostile : HostileTexts.against(pattern)) {
      String problem = use.isLinear() ? onRe2(use, hostile) : onJava(use, hostile);
      if (problem != null) {
        return "%s on '%s' + n * '%s' + '%s'"
            .formatted(problem, hostile.prefix(), hostile.unit(), hostile.end());
      }
    }
    return use.isLinear() ? null : stack(use);
  }

  private interface Way {
    void run(CharSequence text);
  }

  private static @Nullable String onJava(Use use, Hostile hostile) {
    int flags = use.method().endsWith("compile") ? use.flags() : 0;
    Pattern pattern = Pattern.compile(String.valueOf(use.pattern()), flags);
    return counted(
        hostile,
        List.of(
            text -> pattern.matcher(text).matches(),
            text -> {
              Matcher matcher = pattern.matcher(text);
              while (matcher.find()) {}
            }));
  }

  private static @Nullable String onRe2(Use use, Hostile hostile) {
    com.google.re2j.Pattern pattern =
        com.google.re2j.Pattern.compile(
            String.valueOf(use.pattern()),
            use.anyCase().isEmpty() ? 0 : com.google.re2j.Pattern.CASE_INSENSITIVE);
    return counted(
        hostile,
        List.of(
            text -> pattern.matcher(text).matches(),
            text -> {
              com.google.re2j.Matcher matcher = pattern.matcher(text);
              while (matcher.find()) {}
            }));
  }

  private static @Nullable String counted(Hostile hostile, List<Way> ways) {
    for (Way way : ways) {
      Counting small = new Counting(hostile.of(SHORT), Long.MAX_VALUE);
      String text = hostile.of(LONG);
      try {
        way.run(small);
        long most = Math.max(BASE + 15 * small.steps, (long) FEW_PER_CHARACTER * text.length());
        way.run(new Counting(text, most));
      } catch (TooMany e) {
        return "more than fifteen times the steps for ten times the length";
      } catch (StackOverflowError e) {
        return "no stack is deep enough";
      }
    }
    return null;
  }

  /// Repetitions of groups are calls within calls in Java's engine.
  private static @Nullable String stack(Use use) {
    Pattern pattern = Pattern.compile(String.valueOf(use.pattern()), use.flags());
    AtomicReference<@Nullable String> problem = new AtomicReference<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              for (Hostile hostile : HostileTexts.against(pattern.pattern())) {
                if (hostile.isPlain() && problem.get() == null) {
                  try {
                    boolean _ = pattern.matcher(hostile.of(DEEP)).matches();
                  } catch (StackOverflowError e) {
                    problem.set("no stack is deep enough for many times '" + hostile.unit() + "'");
                  }
                }
              }
            },
            "small-stack",
            SMALL_STACK);
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return problem.get();
  }

  @Test
  void whatIsOnJavasEngineIsThere() {
    assertThat(PatternUses.all().stream().map(PatternsTest::outer))
        .containsAll(ON_JAVAS_ENGINE.keySet());
  }
}
