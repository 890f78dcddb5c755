package io.thalweg.server.net;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/// One event loop that says whenever it looks at its sockets.
final class MeasuredLoops extends MultiThreadIoEventLoopGroup {
  MeasuredLoops(ThreadFactory threads, IoHandlerFactory handler, Slices slices) {
    super(1, threads, handler, slices);
  }

  /// Called by the constructor above, before this object has fields: hence the argument.
  @Override
  protected IoEventLoop newChild(Executor executor, IoHandlerFactory handler, Object... more) {
    Slices slices = (Slices) more[0];
    return new SingleThreadIoEventLoop(this, executor, handler) {
      @Override
      protected int runIo() {
        slices.looks();
        return super.runIo();
      }
    };
  }
}
