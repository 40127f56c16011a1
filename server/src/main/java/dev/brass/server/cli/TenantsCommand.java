package dev.brass.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `brass tenants`: the group of its commands.
@Command(
    name = "tenants",
    description = "Makes and lists tenants.",
    synopsisSubcommandLabel = "COMMAND")
final class TenantsCommand implements Runnable {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command given");
  }
}
