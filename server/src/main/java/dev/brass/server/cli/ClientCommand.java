package dev.brass.server.cli;

import dev.brass.server.config.Configuration;
import dev.brass.server.tenant.KeyKind;
import dev.brass.server.tenant.KeysFile;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// A command that has a running server do something for its caller, and shows the progress.
abstract class ClientCommand extends SettingsCommand {

  private static final Duration PAUSE = Duration.ofMillis(300);
  private static final int BAR = 30;

  @Option(names = "--test", description = "Acts on test data.")
  private boolean test;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "Where the server is. Default: as keys.json of the data folder says.")
  private @Nullable String url;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "An API key of the current API. Default: from keys.json of the data folder.")
  private @Nullable String key;

  ClientCommand(Context context) {
    super(context);
  }

  /// Creates a client of a server from one of its keys.
  interface Maker<T extends ServerClient> {
    T make(String url, String key, boolean test);
  }

  /// A client of the named server.
  final <T extends ServerClient> T client(Configuration configuration, Maker<T> maker) {
    String at = url;
    String with = key;
    if (at == null || with == null) {
      KeysFile keys =
          KeysFile.read(folder(configuration.settings()))
              .orElseThrow(
                  () ->
                      new CommandException(
                          "there is no keys.json in the data folder; give --url and --key, or"
                              + " --data"));
      at = at == null ? keys.baseUrl() : at;
      with = with == null ? keys.key(test ? KeyKind.TEST : KeyKind.LIVE).reveal() : with;
    }
    return maker.make(at, with, test);
  }

  /// Pauses before the server is asked again.
  static void pause() {
    LockSupport.parkNanos(PAUSE.toNanos());
  }

  /// Draws over the last bar.
  ///
  /// @param rest text shown beside the number of finished ones
  final void bar(int done, int all, String rest) {
    int filled = all == 0 ? BAR : BAR * done / all;
    context()
        .err()
        .print(
            "\r[%s%s] %d/%d, %s"
                .formatted("#".repeat(filled), " ".repeat(BAR - filled), done, all, rest));
    context().err().flush();
  }

  final void clearBar() {
    context().err().print("\r" + " ".repeat(BAR + 40) + "\r");
    context().err().flush();
  }
}
