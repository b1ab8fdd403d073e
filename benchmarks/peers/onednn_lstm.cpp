// Times oneDNN's LSTM primitive (2.x or 3.x), forward alone and forward + backward, one line a shape.
// usage: OMP_NUM_THREADS=1 ./onednn_lstm [seconds a measurement] [shape ...]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <unordered_map>
#include <vector>

#include <dnnl.hpp>

using dnnl::memory;

struct Shape {
    const char *name;
    int I, H, B, T;
};

static const Shape shapes[] = {
    {"tiny", 8, 32, 32, 50},     {"small", 32, 64, 32, 100},  {"seed", 16, 128, 64, 100}, {"mid", 256, 256, 64, 100},
    {"large", 512, 512, 64, 64}, {"xl", 1024, 1024, 64, 32},  {"long", 2, 64, 32, 1000},  {"s32", 32, 32, 1, 1},
    {"s64", 64, 64, 1, 1},       {"s128", 128, 128, 1, 1},    {"s256", 256, 256, 1, 1},   {"s512", 512, 512, 1, 1},
};

static dnnl::engine engine(dnnl::engine::kind::cpu, 0);

static memory filled(const memory::desc &description) {
    memory result(description, engine);
    float *values = static_cast<float *>(result.get_data_handle());
    for (size_t i = 0; i < description.get_size() / sizeof(float); i++) values[i] = ((i * 7919) % 1000) / 1000.f * 0.1f - 0.05f;
    return result;
}

static memory::desc any(memory::dims dims) { return memory::desc(dims, memory::data_type::f32, memory::format_tag::any); }

static memory::desc plain(memory::dims dims, memory::format_tag tag) { return memory::desc(dims, memory::data_type::f32, tag); }

static void measure(const Shape &s, bool training, double seconds) {
    dnnl::stream stream(engine);
    auto x = plain({s.T, s.B, s.I}, memory::format_tag::tnc), y = plain({s.T, s.B, s.H}, memory::format_tag::tnc);
    auto h = plain({1, 1, s.B, s.H}, memory::format_tag::ldnc), b = plain({1, 1, 4, s.H}, memory::format_tag::ldgo);
    auto w = any({1, 1, s.I, 4, s.H}), r = any({1, 1, s.H, 4, s.H});
    auto kind = training ? dnnl::prop_kind::forward_training : dnnl::prop_kind::forward_inference;
    auto direction = dnnl::rnn_direction::unidirectional_left2right;
#if DNNL_VERSION_MAJOR >= 3
    dnnl::lstm_forward::primitive_desc forward_description(engine, kind, direction, x, h, h, w, r, b, y, h, h);
#else
    dnnl::lstm_forward::primitive_desc forward_description(
        dnnl::lstm_forward::desc(kind, direction, x, h, h, w, r, b, y, h, h), engine);
#endif
    dnnl::lstm_forward forward(forward_description);
    std::unordered_map<int, memory> in = {
        {DNNL_ARG_SRC_LAYER, filled(forward_description.src_layer_desc())},
        {DNNL_ARG_SRC_ITER, filled(forward_description.src_iter_desc())},
        {DNNL_ARG_SRC_ITER_C, filled(forward_description.src_iter_c_desc())},
        {DNNL_ARG_WEIGHTS_LAYER, filled(forward_description.weights_layer_desc())},
        {DNNL_ARG_WEIGHTS_ITER, filled(forward_description.weights_iter_desc())},
        {DNNL_ARG_BIAS, filled(forward_description.bias_desc())},
        {DNNL_ARG_DST_LAYER, filled(forward_description.dst_layer_desc())},
        {DNNL_ARG_DST_ITER, filled(forward_description.dst_iter_desc())},
        {DNNL_ARG_DST_ITER_C, filled(forward_description.dst_iter_c_desc())},
    };
    dnnl::lstm_backward backward;
    std::unordered_map<int, memory> back;
    if (training) {
        in.insert({DNNL_ARG_WORKSPACE, filled(forward_description.workspace_desc())});
        auto w2 = any({1, 1, s.I, 4, s.H}), r2 = any({1, 1, s.H, 4, s.H}), dw = any({1, 1, s.I, 4, s.H}), dr = any({1, 1, s.H, 4, s.H});
#if DNNL_VERSION_MAJOR >= 3
        dnnl::lstm_backward::primitive_desc d(
            engine, dnnl::prop_kind::backward, direction, x, h, h, w2, r2, b, y, h, h, x, h, h, dw, dr, b, y, h, h, forward_description);
#else
        dnnl::lstm_backward::primitive_desc d(
            dnnl::lstm_backward::desc(dnnl::prop_kind::backward, direction, x, h, h, w2, r2, b, y, h, h, x, h, h, dw, dr, b, y, h, h),
            engine, forward_description);
#endif
        backward = dnnl::lstm_backward(d);
        back = in;
        back[DNNL_ARG_WEIGHTS_LAYER] = filled(d.weights_layer_desc());
        back[DNNL_ARG_WEIGHTS_ITER] = filled(d.weights_iter_desc());
        back.insert({DNNL_ARG_DIFF_SRC_LAYER, filled(d.diff_src_layer_desc())});
        back.insert({DNNL_ARG_DIFF_SRC_ITER, filled(d.diff_src_iter_desc())});
        back.insert({DNNL_ARG_DIFF_SRC_ITER_C, filled(d.diff_src_iter_c_desc())});
        back.insert({DNNL_ARG_DIFF_WEIGHTS_LAYER, filled(d.diff_weights_layer_desc())});
        back.insert({DNNL_ARG_DIFF_WEIGHTS_ITER, filled(d.diff_weights_iter_desc())});
        back.insert({DNNL_ARG_DIFF_BIAS, filled(d.diff_bias_desc())});
        back.insert({DNNL_ARG_DIFF_DST_LAYER, filled(d.diff_dst_layer_desc())});
        back.insert({DNNL_ARG_DIFF_DST_ITER, filled(d.diff_dst_iter_desc())});
        back.insert({DNNL_ARG_DIFF_DST_ITER_C, filled(d.diff_dst_iter_c_desc())});
    }

    auto run = [&] {
        auto from = std::chrono::steady_clock::now();
        forward.execute(stream, in);
        if (training) backward.execute(stream, back);
        stream.wait();
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
    };
    run();
    std::vector<double> times;
    for (double total = 0; total < seconds || times.size() < 3;) {
        times.push_back(run());
        total += times.back();
    }

    std::sort(times.begin(), times.end());
    double median = times[times.size() / 2];
    double work = 2.0 * s.T * s.B * 4 * s.H * (s.I + s.H) * (training ? 3 : 1);
    printf("%-6s %-5s %12.6f ms %7.1f GFLOP/s\n", s.name, training ? "train" : "fwd", median * 1e3, work / median / 1e9);
    fflush(stdout);
}

int main(int count, char **arguments) {
    double seconds = count > 1 ? atof(arguments[1]) : 1;
    for (const Shape &shape : shapes) {
        bool wanted = count <= 2;
        for (int i = 2; i < count; i++) wanted |= std::string(arguments[i]) == shape.name;
        if (!wanted) continue;
        measure(shape, false, seconds);
        if (shape.T > 1) measure(shape, true, seconds);
    }
}
