package dev.brass.server.fuzz;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/// What Jazzer calls: one target, and the rule that no input of ten times the length takes more
/// than fifteen times as long. Used by one thread.
public final class Fuzz {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int LENGTH = 3_000;
  private static final long SHORTEST_NANOS = 50_000_000;
  private static final int MEASURED_ONE_IN = 200;
  private static final int TRIES = 10;

  private static FuzzTarget target = _ -> {};
  private static long count;

  private Fuzz() {}

  /// Called once by Jazzer.
  public static void fuzzerInitialize(String[] arguments) {
    target = FuzzTargets.named(System.getProperty("brass.fuzz", ""));
  }

  /// Called by Jazzer with each input.
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    target.read(input);
    if (++count % MEASURED_ONE_IN == 0 && input.length > 0 && input.length <= LENGTH) {
      measure(input);
    }
  }

  /// Repeats one byte of an input, and all of it.
  private static void measure(byte[] input) throws Exception {
    int place = Math.floorMod(Arrays.hashCode(input), input.length);
    compare(stretched(input, place, LENGTH), stretched(input, place, 10 * LENGTH));
    int times = Math.ceilDiv(LENGTH, input.length);
    compare(repeated(input, times), repeated(input, 10 * times));
  }

  /// The shortest of several tries counts: a try may have to load classes, or wait for a core.
  private static void compare(byte[] small, byte[] large) throws Exception {
    long before = Long.MAX_VALUE;
    long after = Long.MAX_VALUE;
    for (int i = 0; i < TRIES; i++) {
      before = Math.min(before, nanos(small));
      after = Math.min(after, nanos(large));
      if (after < SHORTEST_NANOS || after <= 15 * before) {
        return;
      }
    }
    throw new AssertionError("ten times the length takes more than fifteen times as long");
  }

  private static long nanos(byte[] input) throws Exception {
    long start = THREADS.getCurrentThreadCpuTime();
    target.read(input);
    return THREADS.getCurrentThreadCpuTime() - start;
  }

  static byte[] stretched(byte[] input, int place, int times) {
    byte[] result = Arrays.copyOf(input, input.length + times);
    Arrays.fill(result, place, place + times, input[place]);
    System.arraycopy(input, place, result, place + times, input.length - place);
    return result;
  }

  static byte[] repeated(byte[] input, int times) {
    byte[] result = new byte[input.length * times];
    for (int i = 0; i < times; i++) {
      System.arraycopy(input, 0, result, i * input.length, input.length);
    }
    return result;
  }
}
