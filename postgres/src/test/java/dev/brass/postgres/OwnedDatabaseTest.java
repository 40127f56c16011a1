package dev.brass.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.postgres.EmbeddedPostgres.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a program may do in the database that it is given, and what PostgreSQL knows of it.
class OwnedDatabaseTest {

  private static final Options OPTIONS = Options.defaults().withDurable(false);

  @TempDir private Path temporary;

  @Test
  void itsRoleDoesEverythingInItAndNothingOutside() throws SQLException {
    try (var postgres = EmbeddedPostgres.start(temporary.resolve("data"), OPTIONS)) {
      String url = postgres.ownedDatabase("shop");
      assertThat(Sql.value(url, "select current_user || current_setting('is_superuser')"))
          .isEqualTo("shopoff");
      Sql.run(url, "create schema part");
      Sql.run(url, "create table part.one (id int primary key)");
      // What the server asks of PostgreSQL beyond its own tables.
      assertThat(Sql.value(url, "select count(system_identifier) from pg_control_system()"))
          .isEqualTo("1");
      assertThat(Sql.value(url, "select pg_current_wal_flush_lsn() is not null")).isEqualTo("t");
      assertThat(Sql.value(url, "select pg_has_role('pg_read_all_stats', 'usage')")).isEqualTo("t");
      for (String forbidden :
          List.of(
              "select pg_read_file('/proc/self/environ')",
              "select pg_ls_dir('/')",
              "copy (select 1) to program 'cat'",
              "create role another",
              "create database another",
              "alter role shop superuser",
              "create extension adminpack",
              "set session_authorization = 'postgres'",
              "select * from pg_authid")) {
        assertThatThrownBy(() -> Sql.run(url, forbidden))
            .as(forbidden)
            .isInstanceOf(SQLException.class);
      }
      assertThatThrownBy(() -> Sql.run(url.replace("/shop?", "/postgres?"), "create table t ()"))
          .isInstanceOf(SQLException.class);
      assertThat(postgres.ownedDatabase("shop")).isEqualTo(url);
    }
  }

  @Test
  void aDatabaseOfBeforeIsMovedOverHoweverFarThatCame() throws SQLException {
    Path folder = temporary.resolve("data");
    try (var postgres = EmbeddedPostgres.start(folder, OPTIONS)) {
      postgres.createDatabase("shop");
      String old = postgres.jdbcUrl("shop");
      Sql.run(old, "create table one (id bigint generated always as identity, at text)");
      Sql.run(old, "insert into one (at) values ('then')");
      Sql.run(old, "create index on one (at)");
      Sql.run(old, "create sequence alone");
      Sql.run(old, "create view seen as select * from one");
      Sql.run(old, "create type kind as enum ('a')");
      Sql.run(old, "create type pair as (a int, b int)");
      Sql.run(old, "create domain short as text check (length(value) < 9)");
      Sql.run(old, "create schema \"Odd 'n\"");
      Sql.run(old, "create table \"Odd 'n\".\"a \"\"b\" (id serial)");
      Sql.run(
          old, "create function f(x kind) returns int language sql as 'select 1 from public.one'");
      Sql.run(old, "create table parts (id int) partition by range (id)");
      Sql.run(old, "create table part1 partition of parts for values from (0) to (9)");
      // A start that was interrupted before it gave the tables away.
      Sql.run(old, "create role shop login createrole password 'wrong'");
      Sql.run(old, "alter database shop owner to shop");
    }
    try (var postgres = EmbeddedPostgres.start(folder, OPTIONS)) {
      String url = postgres.ownedDatabase("shop");
      assertThat(Sql.value(url, "select at from seen")).isEqualTo("then");
      Sql.run(url, "insert into one (at) values ('now')");
      Sql.run(url, "alter table one add column more int");
      Sql.run(url, "drop function f(kind)");
      Sql.run(url, "alter type kind add value 'b'");
      Sql.run(url, "insert into \"Odd 'n\".\"a \"\"b\" default values");
      assertThat(
              Sql.value(
                  url,
                  "select count(*) from pg_class c join pg_namespace n on n.oid = relnamespace"
                      + " where relowner <> 'shop'::regrole and nspname in ('public', 'Odd ''n')"))
          .isEqualTo("0");
      assertThat(Sql.value(url, "select rolcreaterole from pg_roles where rolname = 'shop'"))
          .isEqualTo("f");
    }
  }

  @Test
  void aCommandBesideAServerComesAsTheSameRole() {
    Path folder = temporary.resolve("data");
    try (var postgres = EmbeddedPostgres.start(folder, OPTIONS)) {
      String url = postgres.ownedDatabase("shop");
      assertThat(RunningPostgres.ownedUrl(folder, "shop")).contains(url);
      assertThat(url).doesNotContain("user=postgres");
    }
  }

  @Test
  void itsProgramsKnowNothingOfThisProcessesEnvironment() throws IOException {
    assertThat(System.getenv()).as("something that PostgreSQL is not told").hasSizeGreaterThan(3);
    try (var postgres = EmbeddedPostgres.start(temporary.resolve("data"), OPTIONS)) {
      Path pid = temporary.resolve("data/cluster/postmaster.pid");
      String process = Files.readAllLines(pid).getFirst().strip();
      Path environ = Path.of("/proc", process, "environ");
      org.junit.jupiter.api.Assumptions.assumeTrue(Files.isReadable(environ));
      String[] variables =
          new String(Files.readAllBytes(environ), StandardCharsets.UTF_8).split("\0", -1);
      for (String variable : variables) {
        String name = variable.substring(0, Math.max(0, variable.indexOf('=')));
        assertThat(name)
            .as(postgres.toString())
            .matches("|PATH|TMPDIR|LC_[A-Z]+|PWD|SHLVL|_|PG[A-Z_]+");
      }
    }
  }
}
