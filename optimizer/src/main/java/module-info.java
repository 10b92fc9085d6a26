/** From a graph to a program of scheduled loop nests. */
module org.cnnc.optimizer {
  requires transitive org.cnnc.ir;
  requires static org.jspecify;

  exports org.cnnc.optimizer;
  exports org.cnnc.optimizer.cpu;
  exports org.cnnc.optimizer.lower;
  exports org.cnnc.optimizer.memory;
  exports org.cnnc.optimizer.pass;
  exports org.cnnc.optimizer.rule;
  exports org.cnnc.optimizer.schedule;
}
