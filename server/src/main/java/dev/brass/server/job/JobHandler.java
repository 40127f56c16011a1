package dev.brass.server.job;

/// The code that carries out jobs of one kind. Called on a virtual thread of its own, by many
/// threads at once, and at least once per job: a node that dies is succeeded by another one that
/// runs the job again, so a handler looks at what is stored before it acts. An exception counts as
/// [JobResult.RetryLater].
public interface JobHandler {
  JobResult run(Job job) throws Exception;
}
