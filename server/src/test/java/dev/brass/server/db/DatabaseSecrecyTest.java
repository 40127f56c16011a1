package dev.brass.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DatabaseSecrecyTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perClass();

  @Test
  void exceptionsTellNoValues() {
    Throwable refused =
        catchThrowable(
            () ->
                db.database()
                    .jdbi()
                    .useHandle(
                        handle -> {
                          handle.execute(
                              "create table note (text text unique, check (text <> ''))");
                          for (String text : new String[] {"hunter2", "hunter2"}) {
                            handle
                                .createUpdate("insert into note (text) values (:text)")
                                .bind("text", text)
                                .execute();
                          }
                        }));
    StringWriter trace = new StringWriter();
    refused.printStackTrace(new PrintWriter(trace));
    assertThat(trace.toString()).contains("duplicate key").doesNotContain("hunter2");
  }
}
