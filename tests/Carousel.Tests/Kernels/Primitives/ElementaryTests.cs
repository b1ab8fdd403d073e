using System.Runtime.Intrinsics;
using Carousel.Kernels;
using Carousel.Reference.Primitives;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Primitives;

public unsafe class ElementaryTests
{
    /// <summary>Function, range, largest error in ulp, largest absolute error: within either.</summary>
    public static TheoryData<string, float, float, double, double> Bounds => new()
    {
        { "exp", -110f, 100f, 1.1, 0 },
        { "log", 0f, float.MaxValue, 1.1, 0 },
        { "log1p", -0.99999994f, float.MaxValue, 2, 0 },
        { "softplus", -103f, float.MaxValue, 3, 0 },
        { "sin", -131072f, 131072f, 3, 0 },
        { "cos", -131072f, 131072f, 3, 0 },
        { "erf", -10f, 10f, 1.2, 0 },
        { "tanh", float.NegativeInfinity, float.PositiveInfinity, 4, 0 },
        { "logistic", float.NegativeInfinity, float.PositiveInfinity, 0, 2e-7 },
    };

    [Theory]
    [MemberData(nameof(Bounds))]
    public void Functions_StayWithinTheirStatedErrors(
        string name, float low, float high, double ulps, double absolute) =>
        Measure(name, low, high, 4999, ulps, absolute);

    [Theory]
    [Trait("Speed", "Slow")]
    [MemberData(nameof(Bounds))]
    public void Functions_StayWithinTheirStatedErrors_OverAllNumbers(
        string name, float low, float high, double ulps, double absolute) =>
        Measure(name, low, high, 1, ulps, absolute);

    [Fact]
    public void Functions_HaveEqualBits_OnEveryWidth()
    {
        float[] x = Sample(float.NegativeInfinity, float.PositiveInfinity, 99991);
        foreach (string name in new[] { "exp", "log", "log1p", "softplus", "sin", "cos", "erf", "tanh",
            "logistic" })
        {
            float[] wide = new float[x.Length], middle = new float[x.Length], narrow = new float[x.Length];
            Map<Vector512<float>, Lanes512>(name, x, wide);
            Map<Vector256<float>, Lanes256>(name, x, middle);
            Map<Vector128<float>, Lanes128>(name, x, narrow);
            float[] single = Array.ConvertAll(x, v => Scalar(name, v));
            for (int k = 0; k < x.Length; k++)
            {
                // The payload of NaN is outside the contract.
                if (!(float.IsNaN(wide[k]) && float.IsNaN(middle[k]) && float.IsNaN(narrow[k])
                    && float.IsNaN(single[k])))
                {
                    Near.SameBits([middle[k], narrow[k], single[k]], [wide[k], wide[k], wide[k]], $"{name}({x[k]:G9})");
                }
            }
        }
    }

    [Theory]
    [InlineData("exp", float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData("exp", float.NegativeInfinity, 0f)]
    [InlineData("exp", 88.73f, float.PositiveInfinity)]
    [InlineData("exp", -104f, 0f)]
    [InlineData("exp", 0f, 1f)]
    [InlineData("log", 0f, float.NegativeInfinity)]
    [InlineData("log", 1f, 0f)]
    [InlineData("log", -1f, float.NaN)]
    [InlineData("log", float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData("log1p", 0f, 0f)]
    [InlineData("log1p", -1f, float.NegativeInfinity)]
    [InlineData("log1p", -1.5f, float.NaN)]
    [InlineData("log1p", float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData("softplus", float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData("softplus", float.NegativeInfinity, 0f)]
    [InlineData("sin", 131073f, float.NaN)]
    [InlineData("cos", 0f, 1f)]
    [InlineData("erf", float.PositiveInfinity, 1f)]
    [InlineData("erf", float.NegativeInfinity, -1f)]
    [InlineData("tanh", float.PositiveInfinity, 1f)]
    [InlineData("tanh", float.NegativeInfinity, -1f)]
    [InlineData("logistic", float.PositiveInfinity, 1f)]
    [InlineData("logistic", float.NegativeInfinity, 0f)]
    public void Functions_TakeTheEndsOfTheirRange(string name, float x, float expected) =>
        Assert.Equal(expected, Scalar(name, x));

    [Theory]
    [InlineData("exp")]
    [InlineData("log")]
    [InlineData("log1p")]
    [InlineData("softplus")]
    [InlineData("sin")]
    [InlineData("cos")]
    [InlineData("erf")]
    [InlineData("tanh")]
    [InlineData("logistic")]
    public void Functions_KeepNaN(string name) => Assert.True(float.IsNaN(Scalar(name, float.NaN)));

    [Fact]
    public void DifferencesOfLogGamma_AndOfItsDerivative_StayWithinTheirStatedErrors()
    {
        double worstLog = 0, worstDigamma = 0;
        for (double a = -3; a <= 5; a += 0.0371)
        {
            for (double b = -3; b <= 5; b += 0.0397)
            {
                float x = (float)Math.Pow(10, a), y = (float)Math.Pow(10, b);
                double log = SpecialFunctionsReference.LogGamma((double)x + y) - SpecialFunctionsReference.LogGamma(x);
                double digamma = SpecialFunctionsReference.Digamma((double)x + y)
                    - SpecialFunctionsReference.Digamma(x);
                worstLog = Math.Max(
                    worstLog, Math.Abs(Elementary.LogGammaDifference(x, y) - log) / (1 + Math.Abs(log)));
                worstDigamma = Math.Max(
                    worstDigamma, Math.Abs(Elementary.DigammaDifference(x, y) - digamma) / (1 + Math.Abs(digamma)));
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{worstLog:E2} {worstDigamma:E2}");
        Assert.InRange(worstLog, 0, 2e-6);
        Assert.InRange(worstDigamma, 0, 2e-6);
    }

    [Fact]
    public void Tanh_AndLogistic_StayInsideTheirRange()
    {
        foreach (float x in Sample(float.NegativeInfinity, float.PositiveInfinity, 997))
        {
            Assert.InRange(Activations.Tanh(x), -1f, 1f);
            Assert.InRange(Activations.Logistic(x), 0f, 1f);
        }
    }

    private static void Measure(string name, float low, float high, int stride, double ulps, double absolute)
    {
        double worstUlp = 0, worstAbsolute = 0;
        float ulpAt = 0, absoluteAt = 0;
        long outside = 0;
        foreach ((float[] x, float[] y) in Chunks(name, low, high, stride))
        {
            for (int k = 0; k < x.Length; k++)
            {
                double exact = Exact(name, x[k]);
                double error = Math.Abs(y[k] - exact);
                double inUlp = error / Ulp(exact);
                if ((float)exact == y[k])
                {
                    continue;
                }

                if (!(inUlp <= ulps) && !(error <= absolute))
                {
                    outside++;
                }

                if (!(inUlp <= worstUlp))
                {
                    (worstUlp, ulpAt) = (inUlp, x[k]);
                }

                if (!(error <= worstAbsolute))
                {
                    (worstAbsolute, absoluteAt) = (error, x[k]);
                }
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{name}: {worstUlp:F3} ulp at {ulpAt:G9}, absolute {worstAbsolute:E2} at {absoluteAt:G9}");
        Assert.True(
            outside == 0,
            $"{name}: {outside} results outside; {worstUlp:F3} ulp at {ulpAt:G9}, absolute {worstAbsolute:E2} "
            + $"at {absoluteAt:G9}");
    }

    private static double Ulp(double exact) =>
        Math.Max(Math.ScaleB(1, Math.ILogB(exact == 0 ? 1 : exact) - 23), float.Epsilon);

    private static IEnumerable<(float[] X, float[] Y)> Chunks(string name, float low, float high, int stride)
    {
        var block = new List<float>(1 << 20);
        foreach (float x in Numbers(low, high, stride))
        {
            block.Add(x);
            if (block.Count == 1 << 20)
            {
                yield return Run(name, block);
            }
        }

        yield return Run(name, block);
    }

    private static (float[] X, float[] Y) Run(string name, List<float> block)
    {
        float[] x = [.. block], y = new float[block.Count];
        block.Clear();
        if (Vector512.IsHardwareAccelerated)
        {
            Map<Vector512<float>, Lanes512>(name, x, y);
        }
        else
        {
            Map<Vector256<float>, Lanes256>(name, x, y);
        }

        return (x, y);
    }

    private static float[] Sample(float low, float high, int stride) => [.. Numbers(low, high, stride), 0f, low, high];

    /// <summary>Every stride-th number from low to high, in the order of their bits.</summary>
    private static IEnumerable<float> Numbers(float low, float high, int stride)
    {
        for (long key = Key(low); key <= Key(high); key += stride)
        {
            yield return BitConverter.Int32BitsToSingle((int)(key >= 0 ? key : int.MinValue - key));
        }
    }

    private static long Key(float x)
    {
        int bits = BitConverter.SingleToInt32Bits(x);
        return bits >= 0 ? bits : (long)int.MinValue - bits;
    }

    private static void Map<V, O>(string name, float[] x, float[] y)
        where O : ILanes<V>
    {
        Func<V, V> f = name switch
        {
            "exp" => Elementary.Exp<V, O>,
            "log" => Elementary.Log<V, O>,
            "log1p" => Elementary.Log1p<V, O>,
            "softplus" => Elementary.Softplus<V, O>,
            "sin" => Elementary.Sin<V, O>,
            "cos" => Elementary.Cos<V, O>,
            "erf" => Elementary.Erf<V, O>,
            "tanh" => Activations.Tanh<V, O>,
            _ => Activations.Logistic<V, O>,
        };
        float[] source = [.. x, .. new float[O.Count]], result = new float[source.Length];
        fixed (float* from = source, to = result)
        {
            for (int k = 0; k < x.Length; k += O.Count)
            {
                O.Store(f(O.Load(from + k)), to + k);
            }
        }

        result.AsSpan(0, y.Length).CopyTo(y);
    }

    private static float Scalar(string name, float x) => name switch
    {
        "exp" => Elementary.Exp(x),
        "log" => Elementary.Log(x),
        "log1p" => Elementary.Log1p(x),
        "softplus" => Elementary.Softplus(x),
        "sin" => Elementary.Sin(x),
        "cos" => Elementary.Cos(x),
        "erf" => Elementary.Erf(x),
        "tanh" => Activations.Tanh(x),
        _ => Activations.Logistic(x),
    };

    private static double Exact(string name, double x) => name switch
    {
        "exp" => Math.Exp(x),
        "log" => Math.Log(x),
        "log1p" => SpecialFunctionsReference.Log1p(x),
        "softplus" => SpecialFunctionsReference.Softplus(x),
        "sin" => Math.Sin(x),
        "cos" => Math.Cos(x),
        "erf" => SpecialFunctionsReference.Erf(x),
        "tanh" => Math.Tanh(x),
        _ => SpecialFunctionsReference.Logistic(x),
    };
}
