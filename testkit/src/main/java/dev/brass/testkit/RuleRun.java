package dev.brass.testkit;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.brass.spi.ListsOffers;
import dev.brass.spi.QuotesOrders;
import dev.brass.spi.ReadsProducts;
import dev.brass.spi.SearchesProducts;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.TestAbortedException;

/// The way a rule is tried on a connector: its world is opened and closed, and it does not wait for
/// ever.
final class RuleRun {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private RuleRun() {}

  /// What is tried in a world.
  @FunctionalInterface
  interface Body {
    void run(World world) throws Throwable;
  }

  /// A rule that is a method of a part of the contract.
  static DynamicTest of(Trial trial, ConnectorContract.Part part, Method method) {
    Situation situation = method.getAnnotation(Rule.class).value();
    String cannot = trial.subject().cannot().get(situation);
    if (cannot != null) {
      return DynamicTest.dynamicTest(
          "%s (left out: %s cannot be: %s)".formatted(method.getName(), situation, cannot),
          () -> limited(method.getName(), () -> leaveOut(trial, situation, cannot)));
    }
    Object rules = part.make().apply(trial);
    if (method.getParameterCount() == 0) {
      return DynamicTest.dynamicTest(
          method.getName(), () -> limited(method.getName(), () -> invoke(method, rules)));
    }
    return in(method.getName(), () -> trial.open(situation), world -> invoke(method, rules, world));
  }

  /// A rule that is tried in a world.
  static DynamicTest in(String name, Supplier<World> world, Body body) {
    return DynamicTest.dynamicTest(
        name,
        () ->
            limited(
                name,
                () -> {
                  World opened = world.get();
                  Throwable failure = null;
                  try {
                    body.run(opened);
                  } catch (Throwable e) {
                    failure = e;
                  }
                  close(opened, failure);
                }));
  }

  private static void limited(String name, org.junit.jupiter.api.function.Executable body) {
    assertTimeoutPreemptively(LIMIT, body, () -> name + " took too long");
  }

  /// Closes the world, and shows what that tells (a request that no fixture answers) beside the
  /// failure that it most likely caused.
  private static void close(World world, @Nullable Throwable failure) throws Throwable {
    try {
      world.close();
    } catch (Throwable atClose) {
      if (failure == null || failure instanceof TestAbortedException) {
        throw atClose;
      }
      throw new AssertionError(failure.getMessage() + "\n\n" + atClose.getMessage(), failure);
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static void invoke(Method method, Object rules, Object... arguments) throws Throwable {
    try {
      method.invoke(rules, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  /// Leaves a rule out if the store may lack its situation; else says who makes it.
  private static void leaveOut(Trial trial, Situation situation, String reason) {
    if (reason.isBlank()) {
      throw new AssertionError("why " + situation + " cannot be must be told");
    }
    switch (situation.need()) {
      case ALWAYS ->
          throw new AssertionError(situation + " cannot be left out: every store can be in it");
      case ON_THE_WIRE -> {
        if (speaksHttp(trial)) {
          throw new AssertionError(
              situation
                  + " cannot be left out where the connector speaks HTTP: "
                  + (situation.wireFault().isPresent()
                      ? "World.breaking(" + situation + ") does it"
                      : "a fixture does it"));
        }
      }
      case IF_POSSIBLE -> {}
    }
    Assumptions.abort(situation + " cannot be: " + reason);
  }

  private static boolean speaksHttp(Trial trial) {
    try (World world = trial.open(Situation.ACCEPTS)) {
      TestStore store = world.store();
      switch (trial.connector()) {
        case QuotesOrders _ -> trial.buyer().quote(world);
        case ReadsProducts reads -> reads.product(store, world.productId());
        case ListsOffers lists -> lists.offers(store, world.productId());
        case SearchesProducts searches -> searches.search(store, world.findingQuery(), 1);
        default -> throw new AssertionError("the connector neither quotes nor reads");
      }
      return !store.http().exchanges().isEmpty();
    }
  }
}
