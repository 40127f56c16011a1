package dev.brass.server.job;

/// The code of one kind of jobs. Called on a virtual thread of its own, by many threads at once,
/// and at least once per job: when a node dies, another one runs the job again, so a handler reads
/// the stored state before it acts. An exception counts as [JobResult.RetryLater].
public interface JobHandler {
  JobResult run(Job job) throws Exception;

  /// The last result of a job that may not run any more, since it is too old for its kind or has
  /// failed too often ([JobEnd]): brings its subject to an end that its tenant or the operator can
  /// see, without calling any other system. A crash repeats it; a result that is not
  /// [JobResult.Done] or [JobResult.Cancel], or an exception, discards the job.
  ///
  /// @param why as a sentence
  default JobResult end(Job job, String why) throws Exception {
    return new JobResult.RetryLater(why);
  }
}
