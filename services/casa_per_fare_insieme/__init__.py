"""Casa per fare insieme: a house where parents and children meet and learn together."""
