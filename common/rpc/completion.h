// What gRPC's completion queue gives back: operations that have come to their end. Private to
// common/rpc.
#ifndef CLEARWAY_COMMON_RPC_COMPLETION_H_
#define CLEARWAY_COMMON_RPC_COMPLETION_H_

namespace clearway::rpc {

// The tag of one operation at a time: pass it as Tag().
class Completion {
 public:
  // Called on a serving thread. `ok`: as gRPC says of the operation.
  virtual void Proceed(bool ok) = 0;

  void* Tag() { return this; }

 protected:
  ~Completion() = default;
};

// Calls a method of its owner, which outlives it.
template <typename Owner>
class Completes final : public Completion {
 public:
  using Method = void (Owner::*)(bool ok);
  Completes(Owner* owner, Method method) : owner_(owner), method_(method) {}
  void Proceed(bool ok) override { (owner_->*method_)(ok); }

 private:
  Owner* const owner_;
  const Method method_;
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_COMPLETION_H_
