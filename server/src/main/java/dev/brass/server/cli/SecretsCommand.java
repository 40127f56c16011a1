package dev.brass.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `brass secrets`: the group of its commands.
@Command(
    name = "secrets",
    description = "Looks after the keys that encrypt secrets.",
    synopsisSubcommandLabel = "COMMAND")
final class SecretsCommand implements Runnable {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command given");
  }
}
