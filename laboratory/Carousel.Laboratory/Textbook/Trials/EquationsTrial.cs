using Carousel.Autograd;
using Carousel.Inspection;
using Carousel.Inspection.Equations;
using Carousel.Inspection.Traces;
using Carousel.Laboratory.Trials;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>A layer compared with its equations in double precision, number by number.</summary>
internal sealed class EquationsTrial : StatementTrial
{
    private const int Inputs = 5, Units = 12, Steps = 100;

    /// <inheritdoc/>
    public override int Number => 1;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        var layer = new Lstm(Inputs, Units);
        layer.Build(backend, seed);
        var random = new TrialRandom(seed, "textbook/equations", 0);
        float[] input = [.. Enumerable.Range(0, Steps * Inputs).Select(_ => random.Gaussian())];
        double[][] rows = [.. input.Chunk(Inputs).Select(row => row.Select(v => (double)v).ToArray())];
        CellStep[] exact = GradientFlow.Run(CellEquations.Of(layer)!, rows, new double[2 * Units]);
        LayerTrace trace =
            NetworkTrace.Of(backend, layer, input, [TraceQuantity.Hidden, TraceQuantity.Cell])[0];
        double Apart(TraceQuantity quantity, int from) => Enumerable.Range(0, Steps).Max(t =>
            Enumerable.Range(0, Units).Max(u =>
                Math.Abs(trace[quantity][(t * Units) + u] - exact[t].After[from + u])));
        return new Dictionary<string, double>
        {
            ["cell_apart"] = Apart(TraceQuantity.Cell, Units),
            ["output_apart"] = Apart(TraceQuantity.Hidden, 0),
        };
    }
}
