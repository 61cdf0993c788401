package org.cloister.gateway.infer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/// Everything that is logged while it is open, by every logger at its finest level, with the stack
/// traces and messages of exceptions. Nothing of it reaches the console. Closing restores levels
/// and appenders.
final class LogCapture implements AutoCloseable {
  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Map<Logger, Level> levels = new HashMap<>();
  private final Map<String, Appender<ILoggingEvent>> appenders = new HashMap<>();
  private final Markers markers;
  private final ConcurrentSkipListMap<String, LongAdder> events = new ConcurrentSkipListMap<>();
  private final ConcurrentSkipListMap<String, String> leaks = new ConcurrentSkipListMap<>();
  private final Capture capture = new Capture();

  private LogCapture(Markers markers) {
    this.markers = markers;
  }

  static LogCapture atTrace(Markers markers) {
    LogCapture log = new LogCapture(markers);
    log.open();
    return log;
  }

  private void open() {
    for (Logger logger : context.getLoggerList()) {
      levels.put(logger, logger.getLevel());
    }
    root.iteratorForAppenders()
        .forEachRemaining(appender -> appenders.put(appender.getName(), appender));
    appenders.values().forEach(root::detachAppender);
    capture.setContext(context);
    capture.start();
    root.addAppender(capture);
    // Each by name, too: that is what passes the level on to java.util.logging.
    levels.keySet().forEach(logger -> logger.setLevel(Level.TRACE));
  }

  private final class Capture extends UnsynchronizedAppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
      events.computeIfAbsent(family(event.getLoggerName()), name -> new LongAdder()).increment();
      String text =
          event.getLoggerName()
              + " ["
              + event.getThreadName()
              + "] "
              + event.getFormattedMessage()
              + event.getMDCPropertyMap()
              + event.getKeyValuePairs()
              + (event.getThrowableProxy() == null
                  ? ""
                  : ThrowableProxyUtil.asString(event.getThrowableProxy()));
      List<String> encoded =
          new FileSearch(markers.beginning()).in(text.getBytes(StandardCharsets.UTF_8));
      if (!encoded.isEmpty() || !markers.in(text).isEmpty()) {
        leaks.putIfAbsent(event.getLoggerName(), event.getLevel() + " " + text);
      }
    }
  }

  /// The first event with a marker of each logger.
  Map<String, String> leaks() {
    return Map.copyOf(leaks);
  }

  /// How many events there were, by the first three parts of the logger's name.
  Map<String, Long> events() {
    Map<String, Long> counts = new TreeMap<>();
    events.forEach((family, count) -> counts.put(family, count.sum()));
    return counts;
  }

  private static String family(String logger) {
    return Stream.of(logger.split("\\.")).limit(3).collect(Collectors.joining("."));
  }

  @Override
  public void close() {
    root.detachAppender(capture);
    appenders.values().forEach(root::addAppender);
    levels.forEach(Logger::setLevel);
  }
}
