/** From a graph to a program of scheduled loop nests. */
module org.cnnc.optimizer {
  requires transitive org.cnnc.ir;
  requires static org.jspecify;

  exports org.cnnc.optimizer.schedule;
}
