package org.cloister.deid.job;

/// A published file.
///
/// @param output its name
/// @param inputSha256 of the input as stored, hexadecimal: names an input to those who have it, and
///   to nobody else
/// @param outputSha256 of the output as stored
/// @param startedAt when its first run began, ISO 8601
/// @param counts of what was done
public record FileResult(
    String output, String inputSha256, String outputSha256, String startedAt, Counts counts) {}
