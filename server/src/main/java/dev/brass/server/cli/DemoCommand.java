package dev.brass.server.cli;

import dev.brass.server.Server;
import dev.brass.server.config.Configuration;
import dev.brass.server.config.Settings;
import dev.brass.server.log.Logging;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `brass demo`.
@Command(
    name = "demo",
    sortOptions = false,
    description = {
      "Starts the server, places the order of the classic API's documents at the sandbox, follows"
          + " it to its delivery with the sandbox's clock moved, and stays up.",
    })
final class DemoCommand extends SettingsCommand {

  @Option(names = "--exit", description = "Ends after the tour.")
  private boolean exit;

  DemoCommand(Context context) {
    super(context);
  }

  @Override
  Map<String, String> defaults() {
    return Map.of("webhooks.allow-private", "true", "log.format", "text", "log.level", "error");
  }

  @Override
  boolean shows(String key) {
    return super.shows(key) || key.equals("port");
  }

  @Override
  void run(Configuration configuration) {
    configuration.checkStart();
    Settings settings = configuration.settings();
    Logging.start(settings.log(), new FileOutputStream(FileDescriptor.err));
    context().out().println("Starting the server (the first start sets up its database) …");
    context().out().flush();
    Foreground foreground = Foreground.current();
    Server server = foreground.start(() -> Server.startOnDatabaseTime(settings, context().clock()));
    try (DemoReceiver receiver = new DemoReceiver()) {
      new DemoTour(server, settings.data(), receiver, context().out()).walk();
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
    if (exit) {
      server.close();
    } else {
      context().out().println("ready " + server.baseUrl() + "   (Ctrl-C ends it)");
      context().out().flush();
      foreground.await(server);
    }
  }
}
