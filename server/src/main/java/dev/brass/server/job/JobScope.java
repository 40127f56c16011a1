package dev.brass.server.job;

/// The facts beside its tenant that decide when a job gets its turn.
///
/// @param jobClass as far as its writer knows; a job of a tenant that is an agent's or an unclaimed
///     sandbox is of that class whatever this says
/// @param store the key of the store that the job acts at, which differs between a sandbox store
///     and a real one of the same code; empty for none
public record JobScope(JobClass jobClass, String store) {

  /// Neither a test nor at a store.
  public static final JobScope LIVE = new JobScope(JobClass.LIVE, "");

  /// The scope of a job about tests, or about real work.
  public static JobScope test(boolean isTest) {
    return isTest ? new JobScope(JobClass.TEST, "") : LIVE;
  }

  /// The same at a store.
  public JobScope at(String key) {
    return new JobScope(jobClass, key);
  }
}
