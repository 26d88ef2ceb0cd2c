// Included by loops.inl: loops over eight problems side by side (LaneLoops). A block of eight doubles is one register or
// several; the arithmetic of a lane is the same either way.
namespace mongecarlo {
namespace {

constexpr Size kBlock = LaneLoops::kLanes;

void interleave(const double* const* rows, double* out, Size n) {
  for (Size j = 0; j < n; ++j)
    for (Size l = 0; l < kBlock; ++l) out[kBlock * j + l] = rows[l][j];
}

// sum_j x_j y_j of one register of each block, in four running sums.
inline __attribute__((always_inline)) Pack dot_of_blocks(const double* x, const double* y, Size m) {
  Pack sums[4] = {};
  Size j = 0;
  for (; j + 4 <= m; j += 4)
    for (Size k = 0; k < 4; ++k) sums[k] += load(x + kBlock * (j + k)) * load(y + kBlock * (j + k));
  for (; j < m; ++j) sums[0] += load(x + kBlock * j) * load(y + kBlock * j);
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

// `count` rows of the kernel, so that v and c are read once for all of them.
template <Size count>
inline __attribute__((always_inline)) void sweep_rows(const double* rows, const double* a, const double* v, Size m,
                                                      double* r, double* c) {
  const Size stride = kBlock * m;
  Pack even[count] = {}, odd[count] = {};
  Size j = 0;
  for (; j + 2 * kBlock <= stride; j += 2 * kBlock) {
    const Pack first = load(v + j), second = load(v + j + kBlock);
    for (Size i = 0; i < count; ++i) {
      even[i] += load(rows + stride * i + j) * first;
      odd[i] += load(rows + stride * i + j + kBlock) * second;
    }
  }
  for (Size i = 0; i < count; ++i) {
    if (j < stride) even[i] += load(rows + stride * i + j) * load(v + j);
    const Pack sum = even[i] + odd[i];
    store(r + kBlock * i, sum);
    even[i] = load(a + kBlock * i) / sum;
  }
  for (j = 0; j < stride; j += kBlock) {
    Pack sum = load(c + j);
    for (Size i = 0; i < count; ++i) sum += load(rows + stride * i + j) * even[i];
    store(c + j, sum);
  }
}

void lane_sweep(const double* kernel, const double* a, const double* v, Size n, Size m, double* r, double* c) {
  for (Size j = 0; j < kBlock * m; ++j) c[j] = 0;
  for (Size i = 0; i < n;) {
    const Size count = i + 4 <= n ? 4 : 1, row = kBlock * i;
    for (Size at = 0; at < kBlock; at += kWidth) {
      if (count == 4)
        sweep_rows<4>(kernel + row * m + at, a + row + at, v + at, m, r + row + at, c + at);
      else
        sweep_rows<1>(kernel + row * m + at, a + row + at, v + at, m, r + row + at, c + at);
    }
    i += count;
  }
}

void add_errors(const double* v, const double* c, const double* b, Size m, double* error) {
  for (Size at = 0; at < kBlock; at += kWidth) {
    Pack sum = load(error + at);
    for (Size j = at; j < kBlock * m; j += kBlock) {
      const Pack excess = load(v + j) * load(c + j) - load(b + j);
      sum += greatest(excess, -excess);
    }
    store(error + at, sum);
  }
}

void add_products(const double* x, const double* w, Size m, double* sum) {
  for (Size at = 0; at < kBlock; at += kWidth) store(sum + at, load(sum + at) + dot_of_blocks(x + at, w + at, m));
}

void weighted_dots(const double* columns, const double* x, const double* w, Size count, Size m, double* dots) {
  for (Size k = 0; k < count; ++k)
    for (Size at = 0; at < kBlock; at += kWidth) {
      const double* column = columns + kBlock * m * k + at;
      Pack sums[2] = {};
      Size j = 0;
      for (; j + 2 <= m; j += 2)
        for (Size p = 0; p < 2; ++p) {
          const Size block = kBlock * (j + p);
          sums[p] += load(column + block) * (load(x + at + block) * load(w + at + block));
        }
      if (j < m) sums[0] += load(column + kBlock * j) * (load(x + at + kBlock * j) * load(w + at + kBlock * j));
      store(dots + kBlock * k + at, sums[0] + sums[1]);
    }
}

// Without pivots: matrix = L diag(d) L^T, L below the diagonal and 1 / d on it.
void solve(double* matrix, double* y, Size count) {
  for (Size at = 0; at < kBlock; at += kWidth) {
    const auto entry = [&](Size k, Size l) { return matrix + kBlock * (count * k + l) + at; };
    for (Size k = 0; k < count; ++k) {
      const Pack inverse = 1.0 / load(entry(k, k)), right = load(y + kBlock * k + at);
      for (Size l = k + 1; l < count; ++l) {
        const Pack factor = load(entry(l, k)) * inverse;
        for (Size p = k + 1; p <= l; ++p) store(entry(l, p), load(entry(l, p)) - factor * load(entry(p, k)));
        store(y + kBlock * l + at, load(y + kBlock * l + at) - factor * right);
      }
      for (Size l = k + 1; l < count; ++l) store(entry(l, k), load(entry(l, k)) * inverse);
      store(y + kBlock * k + at, right * inverse);
    }
    for (Size k = count - 1; k >= 0; --k) {
      Pack sum = load(y + kBlock * k + at);
      for (Size l = k + 1; l < count; ++l) sum -= load(entry(l, k)) * load(y + kBlock * l + at);
      store(y + kBlock * k + at, sum);
    }
  }
}

void remember(const double* x, const double* image, const double* keeps, const LaneLoops::History& h, Size m) {
  for (Size at = 0; at < kBlock; at += kWidth) {
    const Mask kept = load(keeps + at) != Pack{};
    for (Size j = at; j < kBlock * m; j += kBlock) {
      const Pack now = load(image + j), residual = now - load(x + j);
      store(h.residual_step + j, kept ? residual - load(h.last_residual + j) : Pack{});
      store(h.image_step + j, kept ? now - load(h.last_image + j) : Pack{});
      store(h.residual + j, residual);
      store(h.last_residual + j, residual);
      store(h.last_image + j, now);
    }
  }
}

void advance(double* x, double* safe, const double* image, const double* columns, const double* y, Size count, Size m,
             const double* advances, const double* returns) {
  for (Size at = 0; at < kBlock; at += kWidth) {
    const Mask goes = load(advances + at) != Pack{}, comes = load(returns + at) != Pack{};
    for (Size j = at; j < kBlock * m; j += kBlock) {
      const Pack now = load(image + j), before = load(safe + j);
      Pack next = now;
      for (Size k = 0; k < count; ++k) next -= load(columns + kBlock * m * k + j) * load(y + kBlock * k + at);
      store(x + j, goes ? next : comes ? before : load(x + j));
      store(safe + j, goes ? now : before);
    }
  }
}

constexpr LaneLoops lane_loops{interleave, lane_sweep, add_errors, add_products, weighted_dots, solve, remember, advance};

}  // namespace
}  // namespace mongecarlo
