package org.cloister.audit;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.logging.Logger;
import javax.sql.DataSource;

/// A store that loses its connection at a chosen step, before the step took effect or after.
final class FaultyStore implements DataSource {
  enum Step {
    WRITE("WITH moved AS"),
    RIDER("INSERT INTO rider"),
    COMMIT("commit");

    private final String sql;

    Step(String sql) {
      this.sql = sql;
    }
  }

  enum Effect {
    NOT_PERSISTED,
    PERSISTED
  }

  private record Fault(Step step, Effect effect) {}

  private final DataSource real;
  private final UnaryOperator<String> rewrite;
  private final AtomicReference<List<Fault>> next = new AtomicReference<>(List.of());
  private final ConcurrentLinkedQueue<Connection> open = new ConcurrentLinkedQueue<>();
  private volatile boolean down;

  FaultyStore(DataSource real) {
    this(real, sql -> sql);
  }

  /// @param rewrite applied to each statement that is prepared
  FaultyStore(DataSource real, UnaryOperator<String> rewrite) {
    this.real = real;
    this.rewrite = rewrite;
  }

  /// The next time that this step is reached, the connection is lost.
  void loseAt(Step step, Effect effect) {
    next.set(List.of(new Fault(step, effect)));
  }

  boolean faultIsPending() {
    return !next.get().isEmpty();
  }

  /// As when the process is killed: every connection ends now, and no new one is had.
  void kill() {
    down = true;
    for (Connection connection : open) {
      abort(connection);
    }
  }

  void restart() {
    down = false;
  }

  @Override
  public Connection getConnection() throws SQLException {
    if (down) {
      throw new SQLException("down, with a secret text", "08001");
    }
    Connection connection = real.getConnection();
    open.add(connection);
    return proxy(
        Connection.class,
        connection,
        (method, args, call) -> {
          if (method.equals("prepareStatement")) {
            String sql = rewrite.apply((String) args[0]);
            PreparedStatement statement = connection.prepareStatement(sql);
            return proxy(
                PreparedStatement.class,
                statement,
                (inner, _, run) ->
                    inner.startsWith("execute") ? faulty(sql, connection, run) : run.go());
          }
          return method.equals("commit") ? faulty("commit", connection, call) : call.go();
        });
  }

  private Object faulty(String sql, Connection connection, Call call) throws Throwable {
    List<Fault> faults = next.get();
    if (faults.isEmpty() || !sql.startsWith(faults.getFirst().step().sql)) {
      return call.go();
    }
    next.set(List.of());
    if (faults.getFirst().effect() == Effect.PERSISTED) {
      Object _ = call.go();
    }
    abort(connection);
    throw new SQLException("connection lost, with a secret text", "08006");
  }

  private static void abort(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException gone) {
      // That is what was wanted.
    }
  }

  private interface Call {
    Object go() throws Throwable;
  }

  private interface Around {
    Object call(String method, Object[] args, Call call) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, T real, Around around) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, args) ->
                around.call(
                    method.getName(),
                    args == null ? new Object[0] : args,
                    () -> {
                      try {
                        return method.invoke(real, args);
                      } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                      }
                    })));
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return getConnection();
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return real.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    real.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    real.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return real.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getGlobal();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return real.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return real.isWrapperFor(type);
  }
}
