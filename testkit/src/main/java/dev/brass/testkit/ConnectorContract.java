package dev.brass.testkit;

import dev.brass.spi.BundlesOrders;
import dev.brass.spi.CancelsOrders;
import dev.brass.spi.Connector;
import dev.brass.spi.FindsOrders;
import dev.brass.spi.ListsOffers;
import dev.brass.spi.PlacesOrders;
import dev.brass.spi.QuotesOrders;
import dev.brass.spi.ReadsProducts;
import dev.brass.spi.RepeatsOrders;
import dev.brass.spi.ReturnsOrders;
import dev.brass.spi.SearchesProducts;
import dev.brass.spi.TracksOrders;
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
  /// The rules of one capability; [Connector] stands for those of every connector.
  record Part(Class<?> capability, Class<?> rules, Function<Trial, Object> make) {}

  static final List<Part> PARTS =
      List.of(
          part(Connector.class, EveryConnectorContract.class, EveryConnectorContract::new),
          part(Connector.class, ErrorsContract.class, ErrorsContract::new),
          part(ReadsProducts.class, ReadsProductsContract.class, ReadsProductsContract::new),
          part(ListsOffers.class, ListsOffersContract.class, ListsOffersContract::new),
          part(
              SearchesProducts.class,
              SearchesProductsContract.class,
              SearchesProductsContract::new),
          part(QuotesOrders.class, QuotesOrdersContract.class, QuotesOrdersContract::new),
          part(PlacesOrders.class, PlacesOrdersContract.class, PlacesOrdersContract::new),
          part(BundlesOrders.class, BundlesOrdersContract.class, BundlesOrdersContract::new),
          part(FindsOrders.class, FindsOrdersContract.class, FindsOrdersContract::new),
          part(RepeatsOrders.class, RepeatsOrdersContract.class, RepeatsOrdersContract::new),
          part(TracksOrders.class, TracksOrdersContract.class, TracksOrdersContract::new),
          part(CancelsOrders.class, CancelsOrdersContract.class, CancelsOrdersContract::new),
          part(ReturnsOrders.class, ReturnsOrdersContract.class, ReturnsOrdersContract::new));

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

  private static Part part(Class<?> capability, Class<?> rules, Function<Trial, Object> make) {
    return new Part(capability, rules, make);
  }

  private static int number(Method rule) {
    return Integer.parseInt(rule.getName().substring(1, rule.getName().indexOf('_')));
  }

  private static DynamicNode container(Part part, Trial trial) {
    Stream<DynamicTest> tests = rules(part).stream().map(rule -> RuleRun.of(trial, part, rule));
    return DynamicContainer.dynamicContainer(
        part.rules().getSimpleName(),
        part.rules() == ErrorsContract.class
            ? Stream.concat(tests, ErrorsContract.refusals(trial).stream())
            : tests);
  }
}
