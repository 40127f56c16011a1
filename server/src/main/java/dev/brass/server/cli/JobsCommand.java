package dev.brass.server.cli;

import dev.brass.server.config.Configuration;
import java.util.List;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/// `brass jobs`.
@Command(
    name = "jobs",
    sortOptions = false,
    description = {
      "Lists jobs that need an operator: those that ended the process twice while nothing",
      "else ran (set_aside), and those that failed too often (discarded)."
    })
final class JobsCommand extends AdminCommand {

  JobsCommand(Context context) {
    super(context);
  }

  @Override
  void run(Configuration configuration) {
    try (AdminClient client = client(configuration)) {
      Table table = new Table("JOB", "STATE", "KIND", "SUBJECT", "TENANT", "ERROR");
      boolean any = false;
      for (String state : List.of("set_aside", "discarded")) {
        for (JsonNode job : client.get("/admin/jobs?limit=500&state=" + state).path("jobs")) {
          any = true;
          table.add(
              job.path("id").asString(),
              job.path("state").asString(),
              job.path("kind").asString(),
              job.path("subject").asString(),
              job.path("tenant_id").asString(),
              job.path("error").asString(""));
        }
      }
      if (any) {
        table.print(context().out());
      } else {
        context().err().println("no job needs an operator");
      }
    }
  }
}
