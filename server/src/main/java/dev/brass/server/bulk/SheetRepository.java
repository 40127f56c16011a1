package dev.brass.server.bulk;

import dev.brass.server.db.ColumnArrays;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.personal.PersonalColumn;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.tenant.TenantId;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The table `bulk_sheet`: uploaded tables, until their rows are stored one by one. Thread-safe.
final class SheetRepository {

  private static final String INSERT =
      """
      insert into bulk_sheet (tenant_id, batch_id, sealed_sections)
      select * from unnest(:tenants::uuid[], :batches::uuid[], :sections::bytea[])
      """;

  private static final String GET =
      """
      select sections, sealed_sections from bulk_sheet
      where tenant_id = :tenant and batch_id = :batch
      """;

  private static final String DELETE =
      "delete from bulk_sheet where tenant_id = :tenant and batch_id = :batch";

  private final PersonalData personal;

  SheetRepository(PersonalData personal) {
    this.personal = personal;
  }

  void insert(WriteBatch writes, Upload batch, Sheet sheet) {
    writes.add(
        INSERT,
        new ColumnArrays()
            .add("tenants", batch.tenant().value())
            .add("batches", batch.id().value())
            .add(
                "sections",
                personal.seal(
                    PersonalColumn.BULK_SHEET,
                    batch.tenant(),
                    batch.id().value().toString(),
                    SheetJson.write(sheet))));
  }

  /// The table of a batch; empty once its rows are stored one by one.
  Optional<Sheet> get(Handle handle, TenantId tenant, UploadId batch) {
    return handle
        .createQuery(GET)
        .bind("tenant", tenant.value())
        .bind("batch", batch.value())
        .map(
            (row, _) ->
                personal
                    .open(
                        PersonalColumn.BULK_SHEET,
                        tenant,
                        batch.value().toString(),
                        row.getBytes("sealed_sections"),
                        row.getString("sections"))
                    .getFirst())
        .findOne()
        .map(SheetJson::read);
  }

  void delete(Handle handle, TenantId tenant, UploadId batch) {
    handle
        .createUpdate(DELETE)
        .bind("tenant", tenant.value())
        .bind("batch", batch.value())
        .execute();
  }
}
