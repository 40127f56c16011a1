package dev.brass.server.job;

/// The code that carries out jobs of one kind. Called on a virtual thread of its own, by many
/// threads at once, and at least once per job: a node that dies is succeeded by another one that
/// runs the job again, so a handler looks at what is stored before it acts. An exception counts as
/// [JobResult.RetryLater].
public interface JobHandler {
  JobResult run(Job job) throws Exception;

  /// The last word about a job that may not run any more, since it is too old for its kind or has
  /// failed too often ([JobEnd]): brings what it is about to an end that its tenant or the operator
  /// can see, without asking anybody outside. A crash repeats it; a result that is not
  /// [JobResult.Done] or [JobResult.Cancel], or an exception, discards the job.
  ///
  /// @param why as a sentence
  default JobResult end(Job job, String why) throws Exception {
    return new JobResult.RetryLater(why);
  }
}
