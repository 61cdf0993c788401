package org.cloister.bench.load;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Whole HTTP requests, ready to be sent: each as its length (four bytes, big-endian) and its
/// bytes.
public final class RequestFile {
  private RequestFile() {}

  public static void write(Path file, List<byte[]> requests) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      for (byte[] request : requests) {
        out.writeInt(request.length);
        out.write(request);
      }
    }
  }

  /// Slices of one direct buffer, so that a send copies nothing.
  static List<ByteBuffer> read(Path file) throws IOException {
    ByteBuffer all;
    try (FileChannel channel = FileChannel.open(file)) {
      all = ByteBuffer.allocateDirect(Math.toIntExact(channel.size()));
      while (all.hasRemaining()) {
        if (channel.read(all) < 0) {
          throw new IOException("the file of requests became shorter");
        }
      }
    }
    all.flip();
    List<ByteBuffer> requests = new ArrayList<>();
    while (all.hasRemaining()) {
      int length = all.getInt();
      requests.add(all.slice(all.position(), length).asReadOnlyBuffer());
      all.position(all.position() + length);
    }
    return requests;
  }
}
