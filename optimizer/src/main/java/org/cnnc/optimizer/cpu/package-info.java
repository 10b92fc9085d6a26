/**
 * What is fast on a CPU: {@link org.cnnc.optimizer.cpu.CpuSchedules} chooses the transforms of each
 * op's nest and the packing of its weights. The only place that chooses; where there are several
 * good ways, {@link org.cnnc.optimizer.cpu.Choices} can say which is taken.
 */
package org.cnnc.optimizer.cpu;
