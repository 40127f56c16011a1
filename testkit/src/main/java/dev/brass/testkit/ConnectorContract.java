package dev.brass.testkit;

import dev.brass.spi.FindsOrders;
import dev.brass.spi.PlacesOrders;
import dev.brass.spi.QuotesOrders;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/// The tests that every connector passes, told in `docs/reference/connector-contract.md`. A
/// connector runs all of them that its capabilities call for:
///
/// ```java
/// @TestFactory
/// Stream<DynamicNode> contract() {
///   return ConnectorContract.of(new VendureSubject());
/// }
/// ```
///
/// The capabilities are read off the connector's class, so that what it claims cannot differ from
/// what it does. A rule whose world is missing fails; a rule that the [Subject] says cannot be
/// tried at its store is shown as left out, with the reason in its name.
public final class ConnectorContract {
  /// The rules of one capability.
  ///
  /// @param capability null for the rules of every connector
  record Part(String name, Class<?> capability, Class<?> rules, Function<Trial, Object> make) {}

  static final List<Part> PARTS =
      List.of(
          new Part(
              "QuotesOrders",
              QuotesOrders.class,
              QuotesOrdersContract.class,
              QuotesOrdersContract::new),
          new Part(
              "PlacesOrders",
              PlacesOrders.class,
              PlacesOrdersContract.class,
              PlacesOrdersContract::new),
          new Part(
              "FindsOrders",
              FindsOrders.class,
              FindsOrdersContract.class,
              FindsOrdersContract::new));

  private ConnectorContract() {}

  /// Every rule that this connector must keep, grouped by capability.
  public static Stream<DynamicNode> of(Subject subject) {
    Trial trial = Trial.of(subject);
    return PARTS.stream()
        .filter(part -> part.capability().isInstance(trial.connector()))
        .map(part -> container(part, trial));
  }

  /// The rules of a part: the methods marked as such, by number and name.
  static List<Method> rules(Part part) {
    return Arrays.stream(part.rules().getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Rule.class))
        .sorted(Comparator.comparingInt(ConnectorContract::number).thenComparing(Method::getName))
        .toList();
  }

  private static int number(Method rule) {
    return Integer.parseInt(rule.getName().substring(1, rule.getName().indexOf('_')));
  }

  private static DynamicNode container(Part part, Trial trial) {
    return DynamicContainer.dynamicContainer(
        part.name(), rules(part).stream().map(method -> test(part, method, trial)));
  }

  private static DynamicTest test(Part part, Method method, Trial trial) {
    RuleRun run = new RuleRun(trial, part, method);
    return DynamicTest.dynamicTest(run.displayName(), run);
  }
}
