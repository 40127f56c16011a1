package dev.brass.server.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The problems that keep this process from doing its work at the moment. Thread-safe.
///
/// A part that must not stop has an [Activity] here and reports its progress; a part that knows by
/// itself that it cannot work adds a check. A problem makes the process *not ready*; a hopeless
/// one, which only a restart can end, makes it *not live*.
public final class Health {

  private final LongSupplier nanoTime;
  private final List<Supplier<Optional<Problem>>> checks = new CopyOnWriteArrayList<>();
  private final List<Supplier<List<String>>> remarks = new CopyOnWriteArrayList<>();

  public Health() {
    this(System::nanoTime);
  }

  /// One with a time source of its own, for tests.
  ///
  /// @param nanoTime as [System#nanoTime]: durations, not instants
  public Health(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// A reason why this process does not do its work.
  ///
  /// @param part what does not work, such as `job-claims`
  /// @param what one sentence without a full stop; never secret
  /// @param hopeless whether this process cannot recover by itself
  public record Problem(String part, String what, boolean hopeless) {}

  /// A new activity that is watched from now on.
  ///
  /// @param name its name in answers and logs, such as `job-claims`
  /// @param late after this time without progress, the process is not ready
  /// @param hopeless after this time without progress, it is not live; longer than `late`
  public Activity activity(String name, Duration late, Duration hopeless) {
    Activity activity = new Activity(name, late, hopeless, nanoTime);
    checks.add(activity::problem);
    return activity;
  }

  /// Something of this process that may fail again and again, watched from now on.
  ///
  /// @param part as [Problem#part]
  /// @param what a sentence's beginning, such as "no job could be claimed"
  /// @param late after this time the process is not ready
  public RepeatedFailure failure(String part, String what, Duration late) {
    RepeatedFailure failure = new RepeatedFailure(part, what, late, nanoTime);
    checks.add(failure::problem);
    return failure;
  }

  /// Adds a part that knows by itself whether it works.
  ///
  /// @param check answers at once, and never fails
  public void check(Supplier<Optional<Problem>> check) {
    checks.add(check);
  }

  /// Adds remarks for operators about a process that does its work: they do not make the process
  /// unready.
  ///
  /// @param source sentences without a full stop, never secret; answers at once, and never fails
  public void remark(Supplier<List<String>> source) {
    remarks.add(source);
  }

  /// All remarks that an operator should see now.
  public List<String> remarks() {
    return remarks.stream().flatMap(source -> source.get().stream()).toList();
  }

  /// All that is wrong now.
  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    checks.forEach(check -> check.get().ifPresent(problems::add));
    return problems;
  }

  /// Whether only a restart helps.
  public boolean isHopeless() {
    return problems().stream().anyMatch(Problem::hopeless);
  }
}
