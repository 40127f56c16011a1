package dev.brass.connector.sandbox;

import dev.brass.connector.sandbox.SandboxOrder.Course;
import dev.brass.connector.sandbox.SandboxOrder.Decision;
import dev.brass.connector.sandbox.Scenario.Fault;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.RequiredAction;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads a scenario as clients write it: the name of a common one, or an object with the keys of
/// [#KEYS].
final class ScenarioReader {

  /// What the object may say.
  static final List<String> KEYS =
      List.of(
          "place",
          "error",
          "action",
          "times",
          "price_jump",
          "slow",
          "ship_after",
          "deliver_after",
          "partial_shipment",
          "lost_tracking",
          "retailer_cancels",
          "cancel",
          "return");

  /// What each common scenario stands for.
  private static final Map<String, Map<String, Object>> NAMED =
      Map.of(
          "accept", Map.of(),
          "commit_then_timeout", Map.of("place", "commit_then_timeout"),
          "timeout_before_commit", Map.of("place", "timeout_before_commit"),
          "refuse", Map.of("place", "refuse"),
          "needs_action", Map.of("place", "needs_action"),
          "price_jump", Map.of("price_jump", 300),
          "slow", Map.of("slow", "PT2S"),
          "partial_shipment", Map.of("partial_shipment", true),
          "lost_tracking", Map.of("lost_tracking", true),
          "retailer_cancels", Map.of("retailer_cancels", true));

  private static final int MOST_TIMES = 100;
  private static final long MOST_PRICE_JUMP = 100_000_000;
  private static final Duration SLOWEST = Duration.ofSeconds(60);
  private static final Duration LONGEST = Duration.ofDays(3650);
  private static final Duration ON_THE_ROAD =
      Course.USUAL.deliverAfter().minus(Course.USUAL.shipAfter());
  private static final Duration SECOND_THOUGHTS = Duration.ofHours(1);

  private final Map<?, ?> wishes;

  private ScenarioReader(Map<?, ?> wishes) {
    this.wishes = wishes;
  }

  static Scenario read(Object wish) {
    return switch (wish) {
      case String name -> new ScenarioReader(named(name)).scenario();
      case Map<?, ?> wishes -> new ScenarioReader(wishes).scenario();
      default ->
          throw new ScenarioException(
              "A scenario is the name of one (%s) or an object.".formatted(list(NAMED)));
    };
  }

  private static Map<String, Object> named(String name) {
    Map<String, Object> wishes = NAMED.get(name.strip().toLowerCase(Locale.ROOT));
    if (wishes == null) {
      throw new ScenarioException(
          "There is no scenario '%s'; there are %s.".formatted(shortened(name), list(NAMED)));
    }
    return wishes;
  }

  private Scenario scenario() {
    for (Object key : wishes.keySet()) {
      if (!(key instanceof String name) || !KEYS.contains(name)) {
        throw new ScenarioException(
            "A scenario has no '%s'; it has %s."
                .formatted(shortened(key), String.join(", ", KEYS)));
      }
    }
    long jump = number("price_jump", 0, 0, MOST_PRICE_JUMP);
    Duration slow = duration("slow");
    return new Scenario(
        oneOf("place", Fault.class, Fault.ACCEPT),
        error(),
        oneOf("action", RequiredAction.Kind.class, Scenario.NONE.action()),
        Math.toIntExact(number("times", 1, 1, MOST_TIMES)),
        jump,
        slow == null ? Duration.ZERO : slow.compareTo(SLOWEST) > 0 ? SLOWEST : slow,
        course());
  }

  private Course course() {
    Duration ship = duration("ship_after");
    Duration deliver = duration("deliver_after");
    if (ship == null) {
      Duration usual = Course.USUAL.shipAfter();
      ship = deliver == null || deliver.compareTo(usual) > 0 ? usual : deliver.dividedBy(2);
    }
    if (deliver == null) {
      deliver =
          ship.compareTo(Course.USUAL.shipAfter()) > 0
              ? ship.plus(ON_THE_ROAD)
              : Course.USUAL.deliverAfter();
    }
    if (deliver.compareTo(ship) < 0) {
      throw new ScenarioException(
          "The scenario's deliver_after (%s) is before its ship_after (%s)."
              .formatted(deliver, ship));
    }
    return new Course(
        ship,
        deliver,
        flag("partial_shipment"),
        flag("lost_tracking"),
        cancelAfter(),
        oneOf("cancel", Decision.class, Decision.GRANTED),
        oneOf("return", Decision.class, Decision.GRANTED));
  }

  private @Nullable Duration cancelAfter() {
    Object wish = wishes.get("retailer_cancels");
    if (wish == null || wish instanceof Boolean) {
      return flag("retailer_cancels") ? SECOND_THOUGHTS : null;
    }
    return duration("retailer_cancels");
  }

  private ErrorCode error() {
    Object wish = wishes.get("error");
    if (wish == null) {
      return Scenario.NONE.error();
    }
    // Some constants share their code in the classic API: the one of that very name comes first.
    Stream<ErrorCode> byName =
        Arrays.stream(ErrorCode.values()).filter(it -> it.name().equalsIgnoreCase(wish.toString()));
    Stream<ErrorCode> byCode =
        Arrays.stream(ErrorCode.values()).filter(it -> it.v1Code().equals(wish));
    return Stream.concat(byName, byCode)
        .findFirst()
        .orElseThrow(
            () ->
                new ScenarioException(
                    "There is no error code '%s'; there are %s."
                        .formatted(
                            shortened(wish),
                            Arrays.stream(ErrorCode.values())
                                .map(ErrorCode::v1Code)
                                .distinct()
                                .collect(Collectors.joining(", ")))));
  }

  private <E extends Enum<E>> E oneOf(String key, Class<E> type, E fallback) {
    Object wish = wishes.get(key);
    if (wish == null) {
      return fallback;
    }
    E[] constants = type.getEnumConstants();
    return Arrays.stream(constants)
        .filter(it -> it.name().equalsIgnoreCase(wish.toString()))
        .findFirst()
        .orElseThrow(
            () ->
                new ScenarioException(
                    "The scenario's %s cannot be '%s'; it is one of %s."
                        .formatted(
                            key,
                            shortened(wish),
                            Arrays.stream(constants)
                                .map(it -> it.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", ")))));
  }

  private boolean flag(String key) {
    return switch (wishes.get(key)) {
      case null -> false;
      case Boolean wish -> wish;
      case Object wish ->
          throw new ScenarioException(
              "The scenario's %s is true or false, not '%s'.".formatted(key, shortened(wish)));
    };
  }

  private long number(String key, long fallback, long low, long high) {
    Object wish = wishes.get(key);
    if (wish == null) {
      return fallback;
    }
    try {
      long number = new BigDecimal(wish.toString()).longValueExact();
      if (number >= low && number <= high) {
        return number;
      }
    } catch (ArithmeticException | NumberFormatException _) {
      // Falls through to the message that says what it should be.
    }
    throw new ScenarioException(
        "The scenario's %s is a whole number from %d to %d, not '%s'."
            .formatted(key, low, high, shortened(wish)));
  }

  private @Nullable Duration duration(String key) {
    Object wish = wishes.get(key);
    if (wish == null) {
      return null;
    }
    try {
      Duration duration = Duration.parse(wish.toString());
      if (!duration.isNegative() && duration.compareTo(LONGEST) <= 0) {
        return duration;
      }
    } catch (DateTimeParseException _) {
      // Falls through to the message that says what it should be.
    }
    throw new ScenarioException(
        "The scenario's %s is a duration of at most ten years such as PT2H or P2D, not '%s'."
            .formatted(key, shortened(wish)));
  }

  private static String list(Map<String, ?> named) {
    return named.keySet().stream().sorted().collect(Collectors.joining(", "));
  }

  private static String shortened(Object wish) {
    String text = wish.toString();
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }
}
