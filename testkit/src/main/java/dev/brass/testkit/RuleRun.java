package dev.brass.testkit;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.brass.spi.ListsOffers;
import dev.brass.spi.QuotesOrders;
import dev.brass.spi.ReadsProducts;
import dev.brass.spi.SearchesProducts;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.function.Executable;
import org.opentest4j.TestAbortedException;

/// One rule tried on one connector: opens the world that the rule asks for, closes it, and does not
/// wait for ever.
final class RuleRun implements Executable {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Trial trial;
  private final ConnectorContract.Part part;
  private final Method method;
  private final Situation situation;
  private final @Nullable String cannot;

  RuleRun(Trial trial, ConnectorContract.Part part, Method method) {
    this.trial = trial;
    this.part = part;
    this.method = method;
    this.situation = method.getAnnotation(Rule.class).value();
    this.cannot = trial.subject().cannot().get(situation);
  }

  String displayName() {
    return cannot == null
        ? method.getName()
        : method.getName() + " left out: " + situation + " cannot be: " + cannot;
  }

  @Override
  public void execute() {
    assertTimeoutPreemptively(LIMIT, this::run, () -> method.getName() + " took too long");
  }

  private void run() throws Throwable {
    if (cannot != null) {
      leaveOut(cannot);
    }
    Object rules = part.make().apply(trial);
    if (method.getParameterCount() == 0) {
      invoke(rules);
      return;
    }
    World world = trial.open(situation);
    Throwable failure = null;
    try {
      invoke(rules, world);
    } catch (Throwable e) {
      failure = e;
    }
    close(world, failure);
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

  private void invoke(Object rules, Object... arguments) throws Throwable {
    try {
      method.invoke(rules, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  /// Leaves the rule out if the store may lack the situation; else says who makes it.
  private void leaveOut(String reason) {
    if (reason.isBlank()) {
      throw new AssertionError("why " + situation + " cannot be must be told");
    }
    switch (situation.need()) {
      case ALWAYS ->
          throw new AssertionError(situation + " cannot be left out: every store can be in it");
      case ON_THE_WIRE -> {
        if (speaksHttp()) {
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

  private boolean speaksHttp() {
    try (World world = trial.open(Situation.ACCEPTS)) {
      TestStore store = world.store();
      switch (trial.connector()) {
        case QuotesOrders _ -> trial.buyer().quote(world);
        case ReadsProducts reads -> reads.product(store, world.missingProduct());
        case ListsOffers lists -> lists.offers(store, world.missingProduct());
        case SearchesProducts searches -> searches.search(store, world.findingQuery(), 1);
        default -> throw new AssertionError("the connector neither quotes nor reads");
      }
      return !store.http().exchanges().isEmpty();
    }
  }
}
