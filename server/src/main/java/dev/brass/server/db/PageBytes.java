package dev.brass.server.db;

import org.jdbi.v3.core.statement.SqlStatement;

/// The limit of a page of rows in bytes, beside the one in rows: a page ends early where its rows
/// are large, so that no list of clients' data takes more memory than a few such rows. A reader of
/// pages continues behind the last row that came.
public final class PageBytes {

  /// The most bytes of the rows of one page; one row always comes.
  public static final long MOST = 4L * 1024 * 1024;

  private PageBytes() {}

  /// The statement that returns as much of a page as fits.
  ///
  /// @param page a `select` in its order with its limit in rows, whose column `size` is the size of
  ///     each row in bytes: `octet_length` of a long text does not read it
  public static String cut(String page) {
    return """
        with page as materialized (
        %s
        ),
        placed as (select page.*, row_number() over () as place from page),
        measured as (select placed.*, sum(size) over (order by place) - size as before from placed)
        select * from measured where before < :page_bytes order by place
        """
        .formatted(page);
  }

  /// Binds the limit of a statement made by [#cut].
  public static <S extends SqlStatement<S>> S bind(S statement) {
    return statement.bind("page_bytes", MOST);
  }
}
