using Carousel.Interchange.Onnx.Reading;
using Carousel.Storage;

namespace Carousel.Interchange.Onnx.Running.Operators;

/// <summary>Operators that work value by value on tensors whose sizes of 1 are spread.</summary>
internal static class ArithmeticOperators
{
    private delegate double Real(double x, double y);

    private delegate long Whole(long x, long y);

    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, OperatorMaker> All { get; } = new Dictionary<string, OperatorMaker>
    {
        ["Add"] = _ => Pair(static (x, y) => x + y, static (x, y) => x + y),
        ["Sub"] = _ => Pair(static (x, y) => x - y, static (x, y) => x - y),
        ["Mul"] = _ => Pair(static (x, y) => x * y, static (x, y) => x * y),
        ["Div"] = node =>
            Pair(
                static (x, y) => x / y, (x, y) => Divide(node, x, y),
                (x, y) => y == 0 ? throw DividesByZero(node) : (long)((ulong)x / (ulong)y)),
        ["Mod"] = Mod,
        ["Pow"] = _ => PowOperator.Run,
        ["PRelu"] = _ =>
            Pair(
                static (x, slope) => x < 0 ? slope * x : x, static (x, slope) => x < 0 ? slope * x : x,
                static (x, _) => x),
        ["Max"] = _ =>
            Fold(
                static (x, y) => double.IsNaN(x) || double.IsNaN(y) ? double.NaN : Math.Max(x, y), Math.Max,
                static (x, y) => (long)Math.Max((ulong)x, (ulong)y)),
        ["Min"] = _ =>
            Fold(
                static (x, y) => double.IsNaN(x) || double.IsNaN(y) ? double.NaN : Math.Min(x, y), Math.Min,
                static (x, y) => (long)Math.Min((ulong)x, (ulong)y)),
        ["Sum"] = _ => Fold(static (x, y) => x + y, static (x, y) => x + y),
        ["Mean"] = _ => Mean,
    };

    /// <summary>z = f(x, y) over values whose sizes are spread.</summary>
    /// <param name="x">Values.</param>
    /// <param name="y">Values.</param>
    /// <param name="z">Overwritten; 1 or more.</param>
    /// <param name="walk">Where they lie.</param>
    /// <param name="function">f.</param>
    public static void Run<TX, TY, TZ>(TX[] x, TY[] y, TZ[] z, StridedWalk walk, Func<TX, TY, TZ> function)
    {
        for (int row = 0; row < walk.Rows; row++)
        {
            for (int i = 0; i < walk.Row; i++)
            {
                z[(row * walk.Row) + i] = function(
                    x[walk.FirstStart + (i * walk.FirstStep)], y[walk.SecondStart + (i * walk.SecondStep)]);
            }

            walk.Next();
        }
    }

    /// <summary>A whole number is divided by 0.</summary>
    public static ModelFileException DividesByZero(OnnxNode node) => node.Wrong("divides a whole number by 0.");

    private static OnnxTensor Apply(NodeCall call, OnnxTensor x, OnnxTensor y, Real real, Whole whole)
    {
        if (x.Type != y.Type || x.Type == OnnxType.Bool)
        {
            throw call.Wrong($"expects numbers of one type, but is given {x} and {y}.");
        }

        int[] dims = Broadcasting.Dims(call, x, y);
        FreshTensor z = call.New(x.Type, dims);
        var walk = new StridedWalk(dims, Broadcasting.Strides(x.Dims, dims), Broadcasting.Strides(y.Dims, dims));
        if (z.Bytes.Length == 0)
        {
            return z.Done;
        }

        if (x.Type == OnnxType.Float32)
        {
            Singles(x.Values<float>(), y.Values<float>(), z.Values<float>(), walk, real);
            return z.Done;
        }

        if (x.Type.IsReal())
        {
            double[] values = call.Scratch<double>(z.Done.Length);
            Run(call.Doubles(x), call.Doubles(y), values, walk, (a, b) => real(a, b));
            return z.Filled(values);
        }

        long[] results = call.Scratch<long>(z.Done.Length);
        Run(call.Longs(x), call.Longs(y), results, walk, (a, b) => whole(a, b));
        OnnxNumbers.Write(results, x.Type, z.Bytes);
        return z.Done;
    }

    private static void Singles(
        ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> z, StridedWalk walk, Real real)
    {
        for (int row = 0; row < walk.Rows; row++)
        {
            Span<float> target = z.Slice(row * walk.Row, walk.Row);
            for (int i = 0; i < target.Length; i++)
            {
                target[i] = (float)real(
                    x[walk.FirstStart + (i * walk.FirstStep)], y[walk.SecondStart + (i * walk.SecondStep)]);
            }

            walk.Next();
        }
    }

    // Numbers of 64 bits without sign may need a function of their own.
    private static NodeRun Pair(Real real, Whole whole, Whole? unsigned = null) =>
        call => [Apply(call, call[0], call[1], real, Of(call, whole, unsigned))];

    private static NodeRun Fold(Real real, Whole whole, Whole? unsigned = null) =>
        call => [FoldAll(call, real, Of(call, whole, unsigned))];

    private static Whole Of(NodeCall call, Whole whole, Whole? unsigned) =>
        call[0].Type == OnnxType.UInt64 && unsigned is not null ? unsigned : whole;

    private static OnnxTensor FoldAll(NodeCall call, Real real, Whole whole)
    {
        OnnxTensor result = call[0];
        for (int i = 1; i < call.Count; i++)
        {
            result = Apply(call, result, call[i], real, whole);
        }

        return result;
    }

    private static OnnxTensor[] Mean(NodeCall call)
    {
        OnnxTensor sum = FoldAll(call, static (x, y) => x + y, static (x, y) => x + y);
        FreshTensor mean = call.New(call.Real(0).Type, sum.Dims.ToArray());
        double[] values = call.Doubles(sum);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] /= call.Count;
        }

        return [mean.Filled(values)];
    }

    private static long Divide(OnnxNode node, long x, long y) => y switch
    {
        0 => throw DividesByZero(node),
        -1 => -x,
        _ => x / y,
    };

    private static NodeRun Mod(OnnxNode node)
    {
        bool likeC = node.Switch("fmod");
        return Pair(
            (x, y) => likeC
                ? x % y
                : throw node.Wrong(
                    "takes the rest of real numbers without fmod = 1, which the standard does not allow."),
            (x, y) =>
            {
                long rest = y switch { 0 => throw DividesByZero(node), -1 => 0, _ => x % y };
                return !likeC && rest != 0 && rest < 0 != y < 0 ? rest + y : rest;
            },
            (x, y) => y == 0 ? throw DividesByZero(node) : (long)((ulong)x % (ulong)y));
    }
}
