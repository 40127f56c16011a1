package dev.brass.server.cli;

import dev.brass.server.config.Configuration;
import picocli.CommandLine.Command;

/// `brass config`.
@Command(
    name = "config",
    sortOptions = false,
    description = "Shows the effective settings and where each comes from; secrets as ***.")
final class ConfigCommand extends SettingsCommand {

  ConfigCommand(Context context) {
    super(context);
  }

  @Override
  boolean shows(String key) {
    return true;
  }

  @Override
  void run(Configuration configuration) {
    context().out().print(configuration.describe());
  }
}
