using Carousel.Autograd;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>
/// How much of an error at the top of a deep stack of layers reaches its bottom, with and without a gated or open path
/// around each layer.
/// </summary>
/// <remarks>
/// Plain: x′ = tanh(W x). Gated as in a highway network (Srivastava, Greff and Schmidhuber 2015):
/// x′ = t ⊙ tanh(W x) + (1 − t) ⊙ x, t = σ(V x − 2). Open as in a residual network (He and others 2016):
/// x′ = x + tanh(W x). Weights are normal of variance 1 / width.
/// </remarks>
internal sealed class DepthTrial : StatementTrial
{
    private const int Width = 32, Depth = 50;
    private const double GateBias = -2;

    /// <inheritdoc/>
    public override int Number => 41;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        double Of(Path path) => Gain(seed, path);
        double plain = Of(Path.None);
        return new Dictionary<string, double>
        {
            ["gated_over_plain_log10"] = Math.Log10(Of(Path.Gated) / plain),
            ["open_over_plain_log10"] = Math.Log10(Of(Path.Open) / plain),
        };
    }

    private enum Path
    {
        None,
        Gated,
        Open,
    }

    /// <summary>The length of an error at the bottom by its length at the top.</summary>
    private static double Gain(ulong seed, Path path)
    {
        var random = new TrialRandom(seed, "textbook/depth", 0);
        double[] Normal(int count, double deviation) =>
            [.. Enumerable.Range(0, count).Select(_ => deviation * random.Gaussian())];
        double deviation = 1 / Math.Sqrt(Width);
        double[] x = Normal(Width, 1), error = Normal(Width, 1);
        double length = Length(error);
        var layers = new (double[] W, double[] V, double[] X, double[] Value, double[] Gate)[Depth];
        for (int l = 0; l < Depth; l++)
        {
            double[] w = Normal(Width * Width, deviation), v = Normal(Width * Width, deviation);
            double[] value = [.. Product(w, x).Select(Math.Tanh)];
            double[] gate = [.. Product(v, x).Select(s => 1 / (1 + Math.Exp(-(s + GateBias))))];
            layers[l] = (w, v, x, value, gate);
            x =
            [
                .. x.Select((own, i) => path switch
                {
                    Path.Gated => (gate[i] * value[i]) + ((1 - gate[i]) * own),
                    Path.Open => own + value[i],
                    _ => value[i],
                }),
            ];
        }

        for (int l = Depth - 1; l >= 0; l--)
        {
            (double[] w, double[] v, double[] below, double[] value, double[] gate) = layers[l];
            double[] intoValue =
            [
                .. error.Select((e, i) => e * (path == Path.Gated ? gate[i] : 1) * (1 - (value[i] * value[i]))),
            ];
            double[] intoGate =
            [
                .. error.Select((e, i) => path == Path.Gated ? e * (value[i] - below[i]) * gate[i] * (1 - gate[i]) : 0),
            ];
            double[] byValue = Transposed(w, intoValue), byGate = Transposed(v, intoGate);
            error =
            [
                .. error.Select((e, i) => byValue[i] + byGate[i] + path switch
                {
                    Path.Gated => e * (1 - gate[i]),
                    Path.Open => e,
                    _ => 0,
                }),
            ];
        }

        return Length(error) / length;
    }

    private static double[] Product(double[] matrix, double[] x) =>
        [.. Enumerable.Range(0, Width).Select(i => x.Select((v, j) => matrix[(i * Width) + j] * v).Sum())];

    private static double[] Transposed(double[] matrix, double[] x) =>
        [.. Enumerable.Range(0, Width).Select(j => x.Select((v, i) => matrix[(i * Width) + j] * v).Sum())];

    private static double Length(double[] x) => Math.Sqrt(x.Sum(v => v * v));
}
