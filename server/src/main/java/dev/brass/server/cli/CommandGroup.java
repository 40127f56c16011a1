package dev.brass.server.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// A command that does nothing but hold others, such as `brass keys`.
@Command(synopsisSubcommandLabel = "COMMAND")
final class CommandGroup implements Runnable {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  private CommandGroup() {}

  static CommandLine of(String name, String description, Object... commands) {
    CommandLine line = new CommandLine(new CommandGroup());
    line.getCommandSpec().name(name).usageMessage().description(description);
    for (Object command : commands) {
      line.addSubcommand(command);
    }
    return line;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command given");
  }
}
