package dev.brass.server.cli;

import dev.brass.server.Server;
import dev.brass.server.config.Configuration;
import dev.brass.server.log.Logging;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import picocli.CommandLine.Command;

/// `brass up`.
@Command(
    name = "up",
    sortOptions = false,
    description = {
      "Starts the server in the foreground and prints 'ready http://127.0.0.1:PORT' when it"
          + " serves.",
      "Ctrl-C or SIGTERM drains: no new work, running attempts end or are left safely in doubt.",
      "Ends with 75 when it cannot continue: then start it again."
    })
final class UpCommand extends SettingsCommand {

  UpCommand(Context context) {
    super(context);
  }

  @Override
  boolean shows(String key) {
    return true;
  }

  @Override
  void run(Configuration configuration) {
    configuration.checkStart();
    Logging.start(configuration.settings().log(), new FileOutputStream(FileDescriptor.err));
    Foreground foreground = Foreground.current();
    Server server =
        foreground.start(
            () -> Server.startOnDatabaseTime(configuration.settings(), context().clock()));
    context().out().println("ready " + server.baseUrl());
    context().out().flush();
    foreground.await(server);
  }
}
