using Carousel.Autograd;
using Carousel.Inspection.Traces;
using Carousel.Laboratory.Textbook.Shield;
using Carousel.Laboratory.Trials;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>The flow through a closed output gate, inwards and outwards, compared with an open one.</summary>
internal sealed class OutputGateTrial : StatementTrial
{
    private const double Closed = 0.01, Open = 0.99;
    private const int Inputs = 4, Units = 16, Steps = 60;

    /// <inheritdoc/>
    public override int Number => 10;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        double Inwards(double gate) => OutsideError.Measure(backend, seed, Units, Steps, gate)[0];
        return new Dictionary<string, double>
        {
            ["errors_inwards"] = Inwards(Closed) / Inwards(Open),
            ["values_outwards"] = Shown(backend, seed, Closed) / Shown(backend, seed, Open),
        };
    }

    /// <summary>The root mean square of the layer's output.</summary>
    private static double Shown(CpuBackend backend, ulong seed, double gate)
    {
        var layer = new Lstm(Inputs, Units);
        layer.Build(backend, seed);
        CellGates.Set(layer, 3, gate);
        var random = new TrialRandom(seed, "textbook/output gate", 0);
        float[] input = [.. Enumerable.Range(0, Steps * Inputs).Select(_ => random.Gaussian())];
        float[] hidden = NetworkTrace.Of(backend, layer, input, [TraceQuantity.Hidden])[0][TraceQuantity.Hidden];
        return Math.Sqrt(hidden.Average(h => (double)h * h));
    }
}
