// Link: a place in a circular list whose members are the links themselves, so that joining and
// leaving allocate nothing. A list is a Link of its own that stands for both ends.
#pragma once

namespace base {

struct Link {
  Link* next = this;
  Link* previous = this;

  Link() = default;
  Link(const Link&) = delete;

  bool is_alone() const { return next == this; }  // of a list: it is empty

  void unlink() {
    next->previous = previous;
    previous->next = next;
    next = previous = this;
  }
  // `this` is in no list. Before the list itself is at its end.
  void insert_before(Link& at) {
    next = &at;
    previous = at.previous;
    at.previous->next = this;
    at.previous = this;
  }
  // All of another list, which is empty afterwards; `this` is an empty one.
  void take_all(Link& other) {
    if (other.is_alone()) return;
    insert_before(*other.next);
    other.unlink();
  }
};

}  // namespace base
