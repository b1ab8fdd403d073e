// Times oneDNN's LSTM primitive (2.x or 3.x), forward alone and forward + backward: lines of shape, measure and value (ms; microseconds for a step).
// usage: OMP_NUM_THREADS=1 ./onednn_lstm SECONDS NAME=I/H/B/T ...       a shape with several layers is passed over
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
    std::string name;
    int I, H, B, T, layers;
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

    auto run = [&](int calls) {
        auto from = std::chrono::steady_clock::now();
        for (int i = 0; i < calls; i++) {
            forward.execute(stream, in);
            if (training) backward.execute(stream, back);
            stream.wait();
        }
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
    };

    // Short calls are timed many at once, as on Carousel's side.
    int calls = 1;
    run(calls);
    while (run(calls) < 50e-6) calls *= 2;
    std::vector<double> times;
    for (double total = 0; total < seconds || times.size() < 3;) {
        double sample = run(calls);
        times.push_back(sample / calls);
        total += sample;
    }

    std::sort(times.begin(), times.end());
    double median = times[times.size() / 2];
    bool streaming = s.T == 1 && s.B == 1;
    printf("%s %s %.9g\n", s.name.c_str(), training ? "training" : streaming ? "step" : "forward", median * (streaming ? 1e6 : 1e3));
    fflush(stdout);
}

int main(int count, char **arguments) {
    const dnnl::version_t *version = dnnl::version();
    printf("- version %d.%d.%d\n", version->major, version->minor, version->patch);
    double seconds = count > 1 ? atof(arguments[1]) : 1;
    for (int i = 2; i < count; i++) {
        Shape shape;
        char name[64];
        shape.layers = 1;
        int read = sscanf(arguments[i], "%63[^=]=%d/%d/%d/%dx%d", name, &shape.I, &shape.H, &shape.B, &shape.T, &shape.layers);
        if (read < 5) {
            fprintf(stderr, "%s is not NAME=I/H/B/T\n", arguments[i]);
            return 2;
        }

        // The primitive takes several layers only where all have one size of input.
        if (shape.layers > 1) continue;
        shape.name = name;
        measure(shape, false, seconds);
        if (shape.T > 1 || shape.B > 1) measure(shape, true, seconds);
    }
}
