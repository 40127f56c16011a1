package dev.brass.bench.crash;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/// What a simulation found.
///
/// @param begun purchases that clients began
/// @param answered purchases that were acknowledged
/// @param triedAgain requests that were sent again because there was no answer
/// @param deaths of the server by kind
/// @param audits of the whole database
/// @param ends how many orders ended how
/// @param flaws all that was wrong
/// @param stories of the orders concerned, a line for each thing known
record CrashReport(
    long seed,
    int begun,
    int answered,
    int triedAgain,
    Map<String, Integer> deaths,
    int audits,
    Map<String, Integer> ends,
    List<String> flaws,
    List<String> stories) {

  private static final int MOST_LINES = 100;

  CrashReport {
    deaths = new TreeMap<>(deaths);
    ends = new TreeMap<>(ends);
    flaws = List.copyOf(flaws);
    stories = List.copyOf(stories);
  }

  long lost() {
    return flaws.stream().filter(flaw -> flaw.startsWith("LOST")).count();
  }

  long twice() {
    return flaws.stream().filter(flaw -> flaw.startsWith("TWICE")).count();
  }

  /// Prints it, the last line as JSON.
  void print(PrintStream out) {
    flaws.stream().limit(MOST_LINES).forEach(out::println);
    stories.forEach(out::println);
    out.printf(
        Locale.ROOT,
        "%,d orders acknowledged of %,d; %,d requests sent again; deaths: %s; %d audits%n",
        answered,
        begun,
        triedAgain,
        deaths,
        audits);
    out.println("outcomes: " + ends);
    out.printf(
        Locale.ROOT, "%d lost, %d twice, %d flaws; seed %d%n", lost(), twice(), flaws.size(), seed);
    out.println(
        JsonMapper.shared()
            .writeValueAsString(
                new TreeMap<>(
                    Map.of(
                        "bench", "crash",
                        "seed", seed,
                        "orders", answered,
                        "deaths", deaths.values().stream().mapToInt(Integer::intValue).sum(),
                        "lost", lost(),
                        "twice", twice(),
                        "flaws", flaws.size()))));
  }
}
