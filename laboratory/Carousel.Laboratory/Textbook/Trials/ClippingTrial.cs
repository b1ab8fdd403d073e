using Carousel.Autograd;
using Carousel.Jobs.Fitting;
using Carousel.Laboratory.Tasks;
using Carousel.Laboratory.Textbook.Clipping;
using Carousel.Laboratory.Training;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>How many trainings diverge over rates and depths in time, unclipped and clipped at 5.</summary>
internal sealed class ClippingTrial : StatementTrial
{
    private const int Units = 16, Steps = 500;
    private const double Limit = 5;

    private static readonly double[] _rates = [0.1, 0.3, 1, 3];
    private static readonly int[] _lengths = [20, 40, 70, 100];

    /// <inheritdoc/>
    public override int Number => 11;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        ClippingKind[] kinds = [ClippingKind.None, ClippingKind.ByValue, ClippingKind.ByNorm];
        (int Length, double Rate)[] grid = [.. from length in _lengths from rate in _rates select (length, rate)];
        int done = 0;
        double[] diverged =
        [
            .. kinds.Select(kind => grid.Count(place =>
            {
                bool isDiverged = Diverges(seed, backend, kind, place, cancellation);
                progress((double)++done / (kinds.Length * grid.Length));
                return isDiverged;
            }) / (double)grid.Length),
        ];
        return new Dictionary<string, double>
        {
            ["diverged_unclipped"] = diverged[0],
            ["fewer_by_value"] = diverged[0] - diverged[1],
            ["fewer_by_norm"] = diverged[0] - diverged[2],
        };
    }

    private static bool Diverges(
        ulong seed, CpuBackend backend, ClippingKind kind, (int Length, double Rate) place,
        CancellationToken cancellation)
    {
        var task = new AddingTask(place.Length);
        var network = new TaskNetwork(CellKind.Lstm.ToCell().Make(new(task.InputSize, Units)), task.OutputSize);
        network.Build(backend, seed);
        return ClippedTraining.Diverges(
            backend, network, task, kind, Limit, place.Rate, Steps, seed, cancellation);
    }
}
