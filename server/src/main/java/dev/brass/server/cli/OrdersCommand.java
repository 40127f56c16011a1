package dev.brass.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `brass orders`: the group of its commands.
@Command(
    name = "orders",
    description = "Shows and decides what only an operator can decide about orders.",
    synopsisSubcommandLabel = "COMMAND")
final class OrdersCommand implements Runnable {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command given");
  }
}
