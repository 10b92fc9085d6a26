package org.cnnc.compiler.cli;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cnnc.compiler.UserException;

/**
 * One line of a file of jobs: {@code ID TAB MODEL TAB DIR [TAB NAME=FILE]...}.
 *
 * @param id what its result is found by
 * @param folder where the outputs go
 */
record BatchJob(String id, Path model, Path folder, InputFiles inputs) {
  /**
   * Reads a file of jobs.
   *
   * @throws UserException where it cannot be read, or a line is no job
   */
  static List<BatchJob> read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (MalformedInputException e) {
      throw new UserException("%s: the jobs are not UTF-8 text".formatted(file));
    } catch (IOException e) {
      throw new UserException("%s: the jobs cannot be read".formatted(file));
    }
    List<BatchJob> jobs = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      try {
        jobs.add(of(lines.get(i)));
      } catch (UserException | InvalidPathException e) {
        throw new UserException(
            "%s:%d: %s".formatted(file, i + 1, e.getMessage()),
            "a job is ID, MODEL, DIR and any number of NAME=FILE, with tabs between them");
      }
    }
    return jobs;
  }

  private static BatchJob of(String line) {
    List<String> fields = List.of(line.split("\t", -1));
    if (fields.size() < 3 || fields.subList(0, 3).contains("")) {
      throw new UserException("this is no job");
    }
    return new BatchJob(
        fields.get(0),
        Path.of(fields.get(1)),
        Path.of(fields.get(2)),
        InputFiles.of(fields.subList(3, fields.size()), List.of()));
  }
}
