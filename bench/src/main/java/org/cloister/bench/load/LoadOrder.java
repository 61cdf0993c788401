package org.cloister.bench.load;

import java.nio.file.Path;
import java.time.Duration;

/// What to send where.
///
/// @param port on 127.0.0.1
/// @param callers connections, each with one request in flight
/// @param duration no request is begun after it; those in flight are waited for
/// @param sign ASCII text that every right answer has in its body
/// @param requests a [RequestFile], sent round and round
public record LoadOrder(int port, int callers, Duration duration, String sign, Path requests) {
  String encoded() {
    return port + "\t" + callers + "\t" + duration.toMillis() + "\t" + sign + "\t" + requests;
  }

  static LoadOrder parse(String line) {
    String[] fields = line.split("\t", -1);
    return new LoadOrder(
        Integer.parseInt(fields[0]),
        Integer.parseInt(fields[1]),
        Duration.ofMillis(Long.parseLong(fields[2])),
        fields[3],
        Path.of(fields[4]));
  }
}
