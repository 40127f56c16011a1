package dev.brass.server;

import dev.brass.server.cli.Cli;
import dev.brass.server.cli.Context;
import dev.brass.server.cli.Foreground;
import dev.brass.server.connect.StoreAccess;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;

/// The program. The only place that reads the system clock, the environment and the streams; all
/// other code receives them.
public final class Main {

  private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";

  private Main() {}

  public static void main(String[] arguments) {
    Foreground.begin(arguments);
    prepare();
    PrintWriter out = new PrintWriter(System.out, true, System.out.charset());
    PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
    Context context = new Context(System.getenv(), Path.of(""), out, err, clock());
    int code = Cli.run(context, arguments);
    Foreground.over();
    System.exit(code);
  }

  /// The system clock. A simulation of machines whose clocks differ sets it wrong by
  /// `-Dbrass.clock=PT-4M`.
  private static InstantSource clock() {
    String wrong = System.getProperty("brass.clock");
    return wrong == null
        ? InstantSource.system()
        : Clock.offset(Clock.systemUTC(), Duration.parse(wrong));
  }

  /// Virtual threads run until they wait for something. With more carriers than processors the
  /// operating system divides the time between those that compute for long and the others, which
  /// have little to do and finish at once.
  private static void shareProcessors() {
    int carriers = Math.max(8, 4 * Runtime.getRuntime().availableProcessors());
    if (System.getProperty(PARALLELISM) == null) {
      System.setProperty(PARALLELISM, Integer.toString(carriers));
    }
  }

  /// Sets the JDK properties that must be set before the JDK reads them.
  static void prepare() {
    shareProcessors();
    StoreAccess.prepareHttpClient();
  }
}
