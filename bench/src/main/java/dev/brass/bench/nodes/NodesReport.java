package dev.brass.bench.nodes;

import java.io.PrintStream;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/// What a simulation of several nodes found.
///
/// @param orders that clients asked for
/// @param answered of them
/// @param triedAgain requests that were sent again since there was no answer
/// @param sentAgain orders that were sent again after a loss, though they had been answered
/// @param words of the operator on orders
/// @param releases by the operator
/// @param faults how many of each kind
/// @param ends how many orders ended how
/// @param flaws all that was wrong
/// @param remarks what is worth telling and no flaw
/// @param stories of the orders concerned, a line for each thing known
record NodesReport(
    long seed,
    int orders,
    int answered,
    int triedAgain,
    int sentAgain,
    int words,
    int releases,
    Map<FaultKind, Integer> faults,
    Map<String, Integer> ends,
    List<String> flaws,
    List<String> remarks,
    List<String> stories) {

  static final String LOST = "LOST";
  static final String TWICE = "TWICE";

  private static final int MOST_LINES = 100;

  NodesReport {
    faults = faults.isEmpty() ? Map.of() : new EnumMap<>(faults);
    ends = new TreeMap<>(ends);
    flaws = List.copyOf(flaws);
    remarks = List.copyOf(remarks);
    stories = List.copyOf(stories);
  }

  long lost() {
    return flaws.stream().filter(flaw -> flaw.startsWith(LOST)).count();
  }

  long twice() {
    return flaws.stream().filter(flaw -> flaw.startsWith(TWICE)).count();
  }

  /// Prints it, the last line as JSON.
  void print(PrintStream out) {
    flaws.stream().limit(MOST_LINES).forEach(out::println);
    stories.forEach(out::println);
    remarks.stream().limit(MOST_LINES).forEach(remark -> out.println("remark: " + remark));
    out.printf(
        Locale.ROOT,
        "%,d orders answered of %,d; %,d requests sent again without an answer, %,d orders after a"
            + " loss; %d words and %d releases by the operator%n",
        answered,
        orders,
        triedAgain,
        sentAgain,
        words,
        releases);
    out.println("faults: " + faults);
    out.println("outcomes: " + ends);
    out.printf(
        Locale.ROOT,
        "%d bought twice, %d lost, %d flaws; seed %d%n",
        twice(),
        lost(),
        flaws.size(),
        seed);
    out.println(
        JsonMapper.shared()
            .writeValueAsString(
                new TreeMap<>(
                    Map.of(
                        "bench", "crash nodes",
                        "seed", seed,
                        "orders", answered,
                        "faults", faults.values().stream().mapToInt(Integer::intValue).sum(),
                        "lost", lost(),
                        "twice", twice(),
                        "flaws", flaws.size()))));
  }
}
