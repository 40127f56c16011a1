package dev.brass.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `brass wallet`: the group of its commands.
@Command(
    name = "wallet",
    description = "Shows, tops up and verifies the money of tenants.",
    synopsisSubcommandLabel = "COMMAND")
final class WalletCommand implements Runnable {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command given");
  }
}
