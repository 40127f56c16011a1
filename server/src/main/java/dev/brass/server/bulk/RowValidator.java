package dev.brass.server.bulk;

import dev.brass.server.bulk.RowIntake.Flaw;
import dev.brass.server.bulk.RowIntake.Verdict;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds all that is wrong with the rows of one table. Used by one thread.
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

  /// What was not understood of a row, and that its key is used above. Asked once for each row.
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

  /// What the intake says of a row.
  Verdict verdict(RowReading row) {
    return intake.judge(row.order(), tenant, mode);
  }

  /// What the intake says against a row, apart from what was not understood.
  List<String> refused(RowReading row) {
    return refused(row, verdict(row));
  }

  /// As above, when it has been asked.
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
