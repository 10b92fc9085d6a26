/**
 * What is stored of the values of a graph, and how: constants, and elements in fewer bits. Depends
 * on {@code ir} alone; first read {@link org.cnnc.optimizer.storage.ElementTypes}.
 */
package org.cnnc.optimizer.storage;
