package dev.brass.postgres;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A database that belongs to a role of its own, named as the database, which may do everything in
/// it and nothing else: it reads no files, runs no programs and creates no roles. So injected SQL
/// stays within the program's own data.
///
/// The role's password follows from that of the user `postgres`, so that it is known wherever the
/// folder is restored, and a backup cannot miss another file.
///
/// Databases from before the role existed belong to `postgres`, which [#prepare] changes at a
/// start. Each step checks the current state, so that a start after a crash continues.
final class OwnedDatabase {

  /// The rights of the role beyond its own objects: to see and end the sessions of other nodes, and
  /// the standbys.
  private static final List<String> MEMBER_OF = List.of("pg_read_all_stats", "pg_signal_backend");

  private static final String LEAST =
      "login nosuperuser nocreatedb nocreaterole noreplication nobypassrls inherit";

  private static final String NAMED =
      """
      select rolname from pg_roles
      where rolname = ? and rolcanlogin and rolinherit
        and not (rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls)
      """;

  /// Statements that give the role the objects of others. Objects that depend on a table, such as
  /// its indexes and the sequences of its columns, go with it.
  private static final String FOREIGN =
      """
      with others as (
        select oid, nspname, nspowner from pg_namespace
        where nspname not like 'pg\\_%' and nspname <> 'information_schema')
      select format('alter schema %I owner to ', nspname)
      from others where nspname <> 'public' and nspowner <> cast(? as regrole)
      union all
      select format('alter %s %I.%I owner to ',
               case c.relkind when 'v' then 'view' when 'm' then 'materialized view'
                              when 'S' then 'sequence' when 'f' then 'foreign table'
                              else 'table' end,
               s.nspname, c.relname)
      from pg_class c join others s on s.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and c.relowner <> cast(? as regrole)
        and not (c.relkind = 'S' and exists (
          select from pg_depend d
          where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i')
            and d.refclassid = 'pg_class'::regclass))
      union all
      select format('alter routine %s owner to ', cast(p.oid as regprocedure))
      from pg_proc p join others s on s.oid = p.pronamespace
      where p.proowner <> cast(? as regrole)
      union all
      select format('alter type %I.%I owner to ', s.nspname, t.typname)
      from pg_type t join others s on s.oid = t.typnamespace
      where t.typtype in ('e', 'd', 'r') and t.typowner <> cast(? as regrole)
      union all
      select format('alter type %I.%I owner to ', s.nspname, t.typname)
      from pg_type t join others s on s.oid = t.typnamespace
        join pg_class c on c.oid = t.typrelid and c.relkind = 'c'
      where t.typtype = 'c' and t.typowner <> cast(? as regrole)
      """;

  private static final int PARAMETERS_OF_FOREIGN = 5;

  /// PostgreSQL's code for a wrong password.
  private static final String WRONG_PASSWORD = "28P01";

  private OwnedDatabase() {}

  /// The role's password.
  ///
  /// @param password that of the user `postgres`
  static String password(String password, String role) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
      byte[] derived = mac.doFinal(("role " + role).getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(derived);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Ensures that the database belongs to its role.
  ///
  /// @param asPostgres the database's address as the user `postgres`
  /// @param asRole the same as its role
  /// @throws SQLException when PostgreSQL refuses
  static void prepare(String asPostgres, String asRole, String role, String password)
      throws SQLException {
    try (Connection connection = DriverManager.getConnection(asPostgres);
        Statement statement = connection.createStatement()) {
      if (isTrue(statement, "select pg_is_in_recovery()")) {
        return; // It replays what its primary does.
      }
      connection.setAutoCommit(false);
      statement.execute("set local search_path = ''");
      boolean known = makeRole(connection, statement, role, password);
      own(connection, statement, role);
      connection.commit();
      if (known && !opens(asRole)) {
        statement.execute("alter role " + quoted(role) + " password '" + password + "'");
        connection.commit();
      }
    }
  }

  /// @return whether it was there
  private static boolean makeRole(
      Connection connection, Statement statement, String role, String password)
      throws SQLException {
    boolean known = exists(connection, "select 1 from pg_roles where rolname = ?", role);
    if (!known) {
      // A derived password has no quotes in it.
      statement.execute("create role %s %s password '%s'".formatted(quoted(role), LEAST, password));
    } else if (!exists(connection, NAMED, role)) {
      statement.execute("alter role " + quoted(role) + " " + LEAST);
    }
    for (String group : MEMBER_OF) {
      String member =
          "select 1 from pg_roles where rolname = ? and pg_has_role(oid, '" + group + "', 'usage')";
      if (!exists(connection, member, role)) {
        statement.execute("grant " + group + " to " + quoted(role));
      }
    }
    return known;
  }

  private static void own(Connection connection, Statement statement, String role)
      throws SQLException {
    String owner =
        """
        select 1 from pg_database d join pg_roles r on r.oid = d.datdba
        where d.datname = current_database() and r.rolname = ?
        """;
    if (!exists(connection, owner, role)) {
      try (ResultSet row = statement.executeQuery("select current_database()")) {
        row.next();
        String database = quoted(row.getString(1));
        statement.execute("alter database " + database + " owner to " + quoted(role));
        statement.execute("revoke all on database " + database + " from public");
      }
    }
    for (String change : foreign(connection, role)) {
      statement.execute(change + quoted(role));
    }
  }

  private static List<String> foreign(Connection connection, String role) throws SQLException {
    List<String> changes = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(FOREIGN)) {
      for (int i = 1; i <= PARAMETERS_OF_FOREIGN; i++) {
        query.setString(i, quoted(role));
      }
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          changes.add(rows.getString(1));
        }
      }
    }
    return changes;
  }

  private static boolean opens(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      return connection.isValid(0);
    } catch (SQLException e) {
      if (WRONG_PASSWORD.equals(e.getSQLState())) {
        return false;
      }
      throw e;
    }
  }

  private static boolean exists(Connection connection, String query, String name)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  private static boolean isTrue(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      return row.next() && row.getBoolean(1);
    }
  }

  private static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }
}
