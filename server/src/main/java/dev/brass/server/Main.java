package dev.brass.server;

import dev.brass.server.cli.Cli;
import dev.brass.server.cli.Context;
import dev.brass.server.connect.StoreAccess;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;

/// The program. The only place that reads the system's clock, environment and streams; all else is
/// handed them.
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    prepare();
    PrintWriter out = new PrintWriter(System.out, true, System.out.charset());
    PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
    Context context = new Context(System.getenv(), Path.of(""), out, err, InstantSource.system());
    System.exit(Cli.run(context, arguments));
  }

  /// What must be said to the JDK before any of it is used.
  static void prepare() {
    StoreAccess.allowProxyPasswords();
  }
}
