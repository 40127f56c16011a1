package dev.brass.server.cli;

import dev.brass.server.config.Configuration;
import dev.brass.server.tenant.KeyKind;
import dev.brass.server.tenant.KeysFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// A command that calls a running server's operators' API.
abstract class AdminCommand extends SettingsCommand {

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "Where the server is. Default: as keys.json of the data folder says.")
  private @Nullable String url;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "An admin key. Default: from keys.json of the data folder.")
  private @Nullable String key;

  AdminCommand(Context context) {
    super(context);
  }

  /// A client of the named server; the caller closes it.
  final AdminClient client(Configuration configuration) {
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
      with = with == null ? keys.key(KeyKind.ADMIN).reveal() : with;
    }
    return new AdminClient(at, with);
  }

  /// The name of the person who decides; by default the user of this machine.
  final String actor(@Nullable String given) {
    if (given != null) {
      return given;
    }
    String user = context().environment().getOrDefault("USER", "");
    return user.isBlank() ? "the command line" : user;
  }
}
