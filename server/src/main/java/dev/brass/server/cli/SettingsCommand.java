package dev.brass.server.cli;

import dev.brass.server.config.Configuration;
import dev.brass.server.config.DataFolder;
import dev.brass.server.config.DatabaseUrl;
import dev.brass.server.config.SettingFlag;
import dev.brass.server.config.Settings;
import dev.brass.server.config.Sources;
import dev.brass.server.db.Database;
import dev.brass.server.db.ServerDatabase;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/// A command that reads the settings. It takes each of them as a flag, and shows those in its help
/// that matter to it.
abstract class SettingsCommand implements Callable<Integer> {

  /// The settings that name the server.
  private static final Set<String> WHICH_SERVER = Set.of("data", "database.url", "config");

  private final Context context;

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  SettingsCommand(Context context) {
    this.context = context;
  }

  /// Work with the database.
  interface Work {
    void run(Database database);
  }

  /// Does the command's work.
  ///
  /// @throws RuntimeException shown to the operator in one line, with exit code 1
  abstract void run(Configuration configuration);

  @Override
  public final Integer call() {
    run(Configuration.load(sources()));
    return Cli.OK;
  }

  private Sources sources() {
    Map<String, String> flags = new HashMap<>();
    for (SettingFlag flag : SettingFlag.all()) {
      OptionSpec given = spec.commandLine().getParseResult().matchedOption(option(flag));
      if (given != null) {
        flags.put(flag.name(), given.getValue());
      }
    }
    return new Sources(defaults(), context.environment(), flags, context.directory());
  }

  /// The command's own defaults, which every source of the operator's overrules.
  Map<String, String> defaults() {
    return Map.of();
  }

  /// Whether the help shows this setting. Those that it does not show are accepted as well.
  boolean shows(String key) {
    return WHICH_SERVER.contains(key);
  }

  /// Adds the flags of the settings to the command's own.
  void addFlags(CommandSpec to) {
    for (SettingFlag flag : SettingFlag.all()) {
      to.addOption(
          OptionSpec.builder(option(flag))
              .type(String.class)
              .arity(flag.toggle() ? "0..1" : "1")
              .fallbackValue("true")
              .paramLabel(flag.toggle() ? "true|false" : "VALUE")
              .description(flag.doc().replace("%", "%%"))
              .hidden(!shows(flag.key()))
              .build());
    }
  }

  private static String option(SettingFlag flag) {
    return "--" + flag.name();
  }

  Context context() {
    return context;
  }

  /// Lets `work` use the database that the settings name, whether its server runs or not.
  static void withDatabase(Settings settings, Work work) {
    DatabaseUrl url = settings.database().url();
    try (ServerDatabase opened =
        ServerDatabase.join(url == null ? null : url.reveal(), settings.data())) {
      work.run(opened.database());
    }
  }

  static DataFolder folder(Settings settings) {
    return new DataFolder(settings.data());
  }
}
