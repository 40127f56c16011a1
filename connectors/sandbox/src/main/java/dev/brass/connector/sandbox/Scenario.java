package dev.brass.connector.sandbox;

import dev.brass.connector.sandbox.SandboxOrder.Course;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.RequiredAction;
import java.time.Duration;
import java.util.Map;

/// How an order asks the marketplace to treat it (`client_notes.scenario`, `metadata.scenario`).
///
/// @param place what happens to the first [#times] attempts to place it
/// @param error what [Fault#REFUSE] answers
/// @param action what [Fault#NEEDS_ACTION] waits for
/// @param times how many attempts of the order meet the fault before one goes through
/// @param priceJump how much dearer it gets between quote and place, in minor units
/// @param slow how long the answer to placing takes, in real time; zero unless asked for
/// @param course what happens to the order once it is placed
record Scenario(
    Fault place,
    ErrorCode error,
    RequiredAction.Kind action,
    int times,
    long priceJump,
    Duration slow,
    Course course) {

  /// An order without wishes.
  static final Scenario NONE =
      new Scenario(
          Fault.ACCEPT,
          ErrorCode.CREDIT_CARD_DECLINED,
          RequiredAction.Kind.MANUAL_REVIEW,
          1,
          0,
          Duration.ZERO,
          Course.USUAL);

  /// What goes wrong when an order is placed.
  enum Fault {
    /// Nothing.
    ACCEPT,
    /// The marketplace has the order and the answer is lost.
    COMMIT_THEN_TIMEOUT,
    /// The marketplace does not have the order and the answer is lost.
    TIMEOUT_BEFORE_COMMIT,
    /// The marketplace says no.
    REFUSE,
    /// The marketplace waits for a person.
    NEEDS_ACTION
  }

  /// The scenario that an order's notes ask for.
  ///
  /// @throws ScenarioException when they ask for something that does not exist
  static Scenario of(Map<String, Object> notes) {
    Object wish = notes.get("scenario");
    return wish == null ? NONE : ScenarioReader.read(wish);
  }
}
