package dev.brass.server.cli;

import dev.brass.server.config.Configuration;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `brass jobs release`.
@Command(
    name = "release",
    sortOptions = false,
    description = "Lets a job run again that was set aside or discarded.")
final class ReleaseJobCommand extends AdminCommand {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Parameters(index = "0", paramLabel = "JOB", description = "The job's id.")
  private UUID job;

  ReleaseJobCommand(Context context) {
    super(context);
  }

  @Override
  void run(Configuration configuration) {
    try (AdminClient client = client(configuration)) {
      client.command("/admin/jobs/" + job + "/retry");
      context().err().println("job " + job + " runs again");
    }
  }
}
