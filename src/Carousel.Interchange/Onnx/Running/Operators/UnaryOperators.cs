using Carousel.Interchange.Onnx.Reading;
using Carousel.Kernels.Primitives;

namespace Carousel.Interchange.Onnx.Running.Operators;

/// <summary>Operators that work value by value on one tensor.</summary>
internal static class UnaryOperators
{
    private delegate double Real(double x);

    private delegate long Whole(long x);

    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, OperatorMaker> All { get; } = new Dictionary<string, OperatorMaker>
    {
        ["Relu"] = _ => Map(static x => x < 0 ? 0 : x, static x => Math.Max(x, 0), static x => x),
        ["Tanh"] = _ => Map(ScalarMath.Tanh),
        ["Sigmoid"] = _ => Map(ScalarMath.Logistic),
        ["Exp"] = _ => Map(ScalarMath.Exp),
        ["Log"] = _ => Map(RealFunctions.Log),
        ["Sin"] = _ => Map(RealFunctions.Sin),
        ["Cos"] = _ => Map(RealFunctions.Cos),
        ["Sqrt"] = _ => Map(Math.Sqrt),
        ["Reciprocal"] = _ => Map(static x => 1 / x),
        ["Neg"] = _ => Map(static x => -x, static x => -x),
        ["Abs"] = _ => Map(Math.Abs, static x => x < 0 ? -x : x, static x => x),
        ["Sign"] = _ =>
            Map(static x => double.IsNaN(x) ? x : Math.Sign(x), static x => Math.Sign(x), static x => x == 0 ? 0 : 1),
        ["Floor"] = _ => Map(Math.Floor),
        ["Ceil"] = _ => Map(Math.Ceiling),
        ["Round"] = _ => Map(static x => Math.Round(x, MidpointRounding.ToEven)),
        ["Erf"] = _ =>
            Map(
                RealFunctions.Erf, static x => (long)RealFunctions.Erf(x),
                static x => (long)RealFunctions.Erf((ulong)x)),
        ["Softplus"] = _ => Map(RealFunctions.Softplus),
        ["Softsign"] = _ => Map(static x => x / (1 + Math.Abs(x))),
        ["Elu"] = node =>
            Map(node.Number("alpha", 1), static (x, alpha) => x < 0 ? alpha * RealFunctions.ExpMinusOne(x) : x),
        ["LeakyRelu"] = node => Map(node.Number("alpha", 0.01f), static (x, alpha) => x < 0 ? alpha * x : x),
        ["ThresholdedRelu"] = node => Map(node.Number("alpha", 1), static (x, alpha) => x > alpha ? x : 0),
        ["HardSigmoid"] = HardSigmoid,
        ["HardSwish"] = _ => Map(static x => x * Math.Clamp((x / 6) + 0.5, 0, 1)),
        ["Selu"] = Selu,
        ["Gelu"] = Gelu,
        ["Clip"] = Clip,
        ["Not"] = _ => Not,
        ["IsNaN"] = _ => static call => Truth(call, double.IsNaN),
        ["IsInf"] = IsInfinite,
    };

    /// <summary>Gelu, of the standard and of ONNX Runtime.</summary>
    public static NodeRun Gelu(OnnxNode node) => node.Word("approximate", "none") switch
    {
        "none" => Map(static x => RealFunctions.Gelu(x, approximate: false)),
        "tanh" => Map(static x => RealFunctions.Gelu(x, approximate: true)),
        string other => throw node.Wrong($"has approximate = '{other}', where none or tanh is expected."),
    };

    private static NodeRun HardSigmoid(OnnxNode node)
    {
        (float alpha, float beta) = (node.Number("alpha", 0.2f), node.Number("beta", 0.5f));
        return Map(x => Math.Clamp((alpha * x) + beta, 0, 1));
    }

    private static NodeRun Selu(OnnxNode node)
    {
        (float alpha, float gamma) = (
            node.Number("alpha", 1.67326319217681884765625f), node.Number("gamma", 1.05070102214813232421875f));
        return Map(x => x > 0 ? gamma * x : gamma * alpha * RealFunctions.ExpMinusOne(x));
    }

    // Bounds are attributes up to version 10, then inputs.
    private static NodeRun Clip(OnnxNode node)
    {
        (float least, float most) = node.Version < 11
            ? (node.Number("min", float.MinValue), node.Number("max", float.MaxValue))
            : (0, 0);
        return call =>
        {
            if (!call[0].Type.IsReal())
            {
                return ClipWhole(call, node.Version < 11);
            }

            (double low, double high) = node.Version < 11
                ? (least, most)
                : (call.Optional(1) is null ? double.NegativeInfinity
                : call.Scalar(1), call.Optional(2) is null ? double.PositiveInfinity : call.Scalar(2));
            return Apply(call, x => Math.Min(Math.Max(x, low), high), whole: null);
        };
    }

    private static OnnxTensor[] ClipWhole(NodeCall call, bool hasAttributes)
    {
        OnnxType type = hasAttributes || call[0].Type == OnnxType.Bool ? call.Real(0).Type : call[0].Type;
        (long low, long high) = type.Range();
        (low, high) = (Bound(1, low), Bound(2, high));
        return type == OnnxType.UInt64
            ? ApplyWhole(call, call[0], x => (long)Math.Min(Math.Max((ulong)x, (ulong)low), (ulong)high))
            : ApplyWhole(call, call[0], x => Math.Min(Math.Max(x, low), high));

        long Bound(int input, long otherwise) => call.Optional(input) is not { } bound ? otherwise
            : bound.Type == type ? call.WholeScalar(input)
            : throw call.Wrong($"cuts {call[0]} off at {bound}: one type is expected.");
    }

    private static OnnxTensor[] Not(NodeCall call)
    {
        OnnxTensor x = call[0].Type == OnnxType.Bool
            ? call[0]
            : throw call.Wrong($"expects truth values, but is given {call[0]}.");
        return Truth(call, x, static v => v == 0);
    }

    private static NodeRun IsInfinite(OnnxNode node)
    {
        (bool negative, bool positive) = (node.Switch("detect_negative", true), node.Switch("detect_positive", true));
        return call =>
            Truth(call, x => (negative && double.IsNegativeInfinity(x)) || (positive && double.IsPositiveInfinity(x)));
    }

    private static OnnxTensor[] Truth(NodeCall call, Func<double, bool> function) =>
        Truth(call, call.Real(0), function);

    private static OnnxTensor[] Truth(NodeCall call, OnnxTensor x, Func<double, bool> function)
    {
        FreshTensor y = call.New(OnnxType.Bool, x.Dims.ToArray());
        double[] values = call.Doubles(x);
        for (int i = 0; i < values.Length; i++)
        {
            y.Bytes[i] = function(values[i]) ? (byte)1 : (byte)0;
        }

        return [y.Done];
    }

    private static NodeRun Map(double alpha, Func<double, double, double> function) => Map(x => function(x, alpha));

    // Numbers of 64 bits without sign may need a function of their own.
    private static NodeRun Map(Real real, Whole? whole = null, Whole? unsigned = null) =>
        call => Apply(call, real, call[0].Type == OnnxType.UInt64 && unsigned is not null ? unsigned : whole);

    private static OnnxTensor[] Apply(NodeCall call, Real real, Whole? whole)
    {
        OnnxTensor x = whole is null || call[0].Type == OnnxType.Bool ? call.Real(0) : call[0];
        if (!x.Type.IsReal())
        {
            return ApplyWhole(call, x, whole!);
        }

        FreshTensor y = call.New(x.Type, x.Dims.ToArray());
        if (x.Type == OnnxType.Float32)
        {
            ReadOnlySpan<float> from = x.Values<float>();
            Span<float> to = y.Values<float>();
            for (int i = 0; i < to.Length; i++)
            {
                to[i] = (float)real(from[i]);
            }

            return [y.Done];
        }

        double[] values = call.Doubles(x);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = real(values[i]);
        }

        return [y.Filled(values)];
    }

    private static OnnxTensor[] ApplyWhole(NodeCall call, OnnxTensor x, Whole whole)
    {
        FreshTensor y = call.New(x.Type, x.Dims.ToArray());
        long[] values = call.Longs(x);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = whole(values[i]);
        }

        OnnxNumbers.Write(values, x.Type, y.Bytes);
        return [y.Done];
    }
}
