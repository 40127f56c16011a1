package dev.brass.server.job;

/// What decides whose turn a job comes in, beside its tenant.
///
/// @param jobClass as far as its writer knows; a job of a tenant that is an agent's or an unclaimed
///     sandbox is of that class whatever stands here
/// @param store the key of the store that the job acts at, which tells a sandbox store from a real
///     one of the same code; empty for none
public record JobScope(JobClass jobClass, String store) {

  /// Neither a test nor at a store.
  public static final JobScope LIVE = new JobScope(JobClass.LIVE, "");

  /// What is about tests, or is not.
  public static JobScope test(boolean isTest) {
    return isTest ? new JobScope(JobClass.TEST, "") : LIVE;
  }

  /// The same at a store.
  public JobScope at(String key) {
    return new JobScope(jobClass, key);
  }
}
