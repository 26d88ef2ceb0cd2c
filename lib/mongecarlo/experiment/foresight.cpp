#include "mongecarlo/experiment/foresight.hpp"

namespace mongecarlo {

void Foresight::deposit(const Task& task, Block block, double seconds) {
  const bool is_decided = decides(task, block);
  source_.deposit(task, std::move(block), seconds);
  if (is_decided) source_.note_decided(task.cell);
}

// Too many failures end a cell as well; of these word has to come.
bool Foresight::decides(const Task& task, const Block& block) {
  if (task.block == 0) {
    cell_ = task.cell;
    next_ = 0;
    judge_ = cells_[task.cell]->make_judge();
  }
  if (!judge_ || task.cell != cell_) return false;
  bool is_decided = false;
  if (task.block == next_++) {
    judge_->add(block.records);
    is_decided = judge_->decided();
  }
  if (is_decided || task.block >= next_) judge_.reset();  // done, or somebody else has a block
  return is_decided;
}

}  // namespace mongecarlo
