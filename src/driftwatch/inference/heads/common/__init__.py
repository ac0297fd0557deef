"""What several output conventions share: reading tensors, boxes, grids, numbering of classes."""
