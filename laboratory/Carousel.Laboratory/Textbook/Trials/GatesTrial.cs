using Carousel.Autograd;
using Carousel.Laboratory.Tasks;
using Carousel.Laboratory.Textbook.Shield;
using Carousel.Laboratory.Training;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>How many more sequences an LSTM needs without one of its gates, on a task that asks for it.</summary>
internal sealed class GatesTrial : StatementTrial
{
    private const int Length = 60, Units = 16;
    private const long Budget = 64_000;

    private static readonly SequenceTask _adding = new AddingTask(Length), _latest = new LatestTask(Length);

    // A task in which unmarked values must be kept out, and one in which kept values must be cleared and are asked for
    // late.
    private static readonly (string Gate, SequenceTask Task)[] _asked =
        [("no_input", _adding), ("no_forget", _latest), ("no_output", _latest)];

    /// <inheritdoc/>
    public override int Number => 12;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        int done = 0;
        double Needed(string key, SequenceTask task)
        {
            long sequences = new GateTraining(task, Units, Budget)
                .Run(GateVariant.All.First(v => v.Key == key), seed, backend, cancellation);
            progress((double)++done / (_asked.Length + 2));
            return sequences;
        }

        var whole = _asked.Select(a => a.Task).Distinct()
            .ToDictionary(task => task, task => Needed(GateVariant.All[0].Key, task));
        return _asked.ToDictionary(
            a => $"{a.Gate}_gate_log2", a => Math.Log2(Needed(a.Gate, a.Task) / whole[a.Task]),
            StringComparer.Ordinal);
    }
}
