package dev.brass.server.e2e;

import dev.brass.server.cli.Cli;
import dev.brass.server.cli.Context;
import dev.brass.testkit.TestClock;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;

/// The command line as its user sees it, without settings from the environment.
///
/// @param code what the command ended with
record Terminal(int code, String out, String err) {

  static Terminal brass(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Cli.run(
            new Context(
                Map.of(),
                Path.of("").toAbsolutePath(),
                new PrintWriter(out),
                new PrintWriter(err),
                TestClock.atStart()),
            arguments);
    PlainWords.check(out.toString());
    PlainWords.check(err.toString());
    return new Terminal(code, out.toString(), err.toString());
  }
}
