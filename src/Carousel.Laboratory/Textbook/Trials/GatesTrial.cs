using Carousel.Backends;
using Carousel.Laboratory.Claims.Shield;
using Carousel.Laboratory.Claims.Tasks;
using Carousel.Laboratory.Claims.Training;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>How many more sequences an LSTM needs without one of its gates, on the task that misses it most.</summary>
internal sealed class GatesTrial : StatementTrial
{
    private const int Length = 60, Units = 16;
    private const long Budget = 64_000;

    private static readonly SequenceTask[] _tasks = [new AddingTask(Length), new LatestTask(Length)];

    /// <inheritdoc/>
    public override int Number => 12;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        GateVariant[] variants = [.. GateVariant.All.Where(v => !v.IsCoupled)];
        int done = 0;
        double[] Needed(GateVariant variant) =>
        [
            .. _tasks.Select(task =>
            {
                ShieldTrial trial = new GateTraining(task, Units, Budget)
                    .Run(variant, seed, backend, _ => { }, cancellation);
                progress((double)++done / (variants.Length * _tasks.Length));
                return trial.IsSolved ? trial.Sequences : (double)Budget;
            }),
        ];
        double[] whole = Needed(variants[0]);
        return variants.Skip(1).ToDictionary(
            v => $"{v.Key}_gate_log2", v => Needed(v).Zip(whole, (own, all) => Math.Log2(own / all)).Max(),
            StringComparer.Ordinal);
    }
}
