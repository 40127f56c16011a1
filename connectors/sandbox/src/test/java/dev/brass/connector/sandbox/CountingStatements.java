package dev.brass.connector.sandbox;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/// A database that counts the statements that are prepared in it.
///
/// @param database where they go
record CountingStatements(DataSource database, AtomicInteger count) {

  CountingStatements(DataSource database) {
    this(database, new AtomicInteger());
  }

  int during(Runnable work) {
    int before = count.get();
    work.run();
    return count.get() - before;
  }

  DataSource dataSource() {
    return proxy(
        DataSource.class,
        database,
        (name, result) ->
            result instanceof Connection connection
                ? proxy(Connection.class, connection, this::counted)
                : result);
  }

  private Object counted(String method, Object result) {
    if (method.equals("prepareStatement")) {
      count.incrementAndGet();
    }
    return result;
  }

  private static <T> T proxy(Class<T> type, T target, Seen seen) {
    return type.cast(
        Proxy.newProxyInstance(
            CountingStatements.class.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              try {
                Object result = method.invoke(target, arguments);
                return result == null ? null : seen.result(method.getName(), result);
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            }));
  }

  /// What becomes of a result on its way back.
  private interface Seen {
    Object result(String method, Object result);
  }
}
