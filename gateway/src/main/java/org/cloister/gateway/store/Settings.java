package org.cloister.gateway.store;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// How the embedded PostgreSQL is set. Given on the command line, where no configuration file and
/// no `ALTER SYSTEM` overrides them.
///
/// Source: PostgreSQL 18 documentation, chapter 19 "Server Configuration".
final class Settings {
  /// Durable: a commit that was acknowledged survives a crash of the machine.
  private static final Map<String, String> DURABILITY =
      Map.of(
          "fsync", "on",
          "full_page_writes", "on",
          "synchronous_commit", "on",
          "data_sync_retry", "off",
          "zero_damaged_pages", "off",
          "ignore_checksum_failure", "off");

  /// Reached from this machine only, over TCP only: a socket file would be one more door.
  private static final Map<String, String> ACCESS =
      Map.of(
          "listen_addresses", "127.0.0.1",
          "unix_socket_directories", "",
          "password_encryption", "scram-sha-256",
          "allow_alter_system", "off",
          "max_wal_senders", "0");

  /// No value of a row, statement or parameter in the log. `log` leaves out errors, whose first
  /// line may quote a value ("invalid input syntax"); `terse` leaves out DETAIL and CONTEXT, which
  /// may quote a row.
  private static final Map<String, String> SILENCE =
      Map.of(
          "log_min_messages", "log",
          "log_error_verbosity", "terse",
          "log_min_error_statement", "panic",
          "log_statement", "none",
          "log_min_duration_statement", "-1",
          "log_parameter_max_length", "0",
          "log_parameter_max_length_on_error", "0",
          "log_checkpoints", "off",
          "log_timezone", "UTC",
          "logging_collector", "off");

  /// For one gateway on a small machine, which needs its memory for models.
  private static final Map<String, String> SIZE =
      Map.of(
          "max_connections", "220",
          "shared_buffers", "64MB",
          "maintenance_work_mem", "32MB",
          "max_wal_size", "512MB",
          "io_method", "sync",
          "max_parallel_workers_per_gather", "0",
          "jit", "off",
          "huge_pages", "off");

  private Settings() {}

  /// Each setting as `-c name=value`, in the order of names.
  static List<String> arguments() {
    return Stream.of(DURABILITY, ACCESS, SILENCE, SIZE)
        .flatMap(settings -> settings.entrySet().stream())
        .sorted(Map.Entry.comparingByKey())
        .flatMap(setting -> Stream.of("-c", setting.getKey() + "=" + setting.getValue()))
        .toList();
  }
}
