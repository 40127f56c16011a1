package dev.brass.server.bulk;

import dev.brass.server.bulk.RowIntake.Flaw;
import dev.brass.server.bulk.RowIntake.Verdict;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds all faults of the rows of one table. Used by one thread.
final class RowValidator {

  private final RowIntake intake;
  private final TenantId tenant;
  private final Mode mode;
  private final Map<String, Integer> numberOfKey = new HashMap<>();

  RowValidator(RowIntake intake, TenantId tenant, Mode mode) {
    this.intake = intake;
    this.tenant = tenant;
    this.mode = mode;
  }

  /// Values that were not understood, and a key that an earlier row uses. Called once for each row.
  List<String> misread(RowReading row) {
    List<String> errors = new ArrayList<>();
    row.problems().forEach((place, what) -> errors.add(row.places().told(place, what)));
    String key = row.idempotencyKey();
    Integer above = key == null ? null : numberOfKey.putIfAbsent(key, row.places().number());
    if (above != null) {
      errors.add(
          row.places()
              .told(
                  Column.KEY.path(),
                  "row " + above + " has the same idempotency key; give each row its own"));
    }
    return errors;
  }

  /// The intake's result for a row.
  Verdict verdict(RowReading row) {
    return intake.judge(row.order(), tenant, mode);
  }

  /// The intake's faults of a row, except those of values that were not understood.
  List<String> refused(RowReading row) {
    return refused(row, verdict(row));
  }

  /// The faults in a given result of the intake.
  static List<String> refused(RowReading row, Verdict verdict) {
    return switch (verdict) {
      case Verdict.Passed _ -> List.of();
      case Verdict.Refused(var flaws) ->
          told(row.places(), flaws.stream().filter(flaw -> !row.isProblem(flaw.place())).toList());
    };
  }

  static List<String> told(Places places, List<Flaw> flaws) {
    return flaws.stream().map(flaw -> places.told(flaw.place(), flaw.what())).distinct().toList();
  }
}
