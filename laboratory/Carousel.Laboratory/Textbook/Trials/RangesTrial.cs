using Carousel.Autograd;
using Carousel.Laboratory.Tasks;
using Carousel.Laboratory.Textbook.Learning;
using Carousel.Laboratory.Training;
using Carousel.Layers;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>
/// Settings within the recommended ranges against settings outside of them, on three small jobs, each side
/// with the choice that validation makes.
/// </summary>
internal sealed class RangesTrial : StatementTrial
{
    private const int Sequences = 6_400, LookEvery = 640, Few = 96;

    /// <summary>What is asked on the one job that has a hierarchy.</summary>
    private const string Hierarchical = "stacked";

    // Between the seeds of repetitions, so that they meet no other seed of a run.
    private const ulong OtherSeeds = 100_000;

    private static readonly double[] _rates = [1e-3, 1e-2];

    private static readonly SequenceTask[] _jobs =
    [
        new WaveTask(isScaled: true), new TemporalOrderTask(20), new DyckTask(2, 4, 16, 1, 4),
    ];

    /// <inheritdoc/>
    public override int Number => 33;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        var sums = new Dictionary<string, double>(StringComparer.Ordinal);
        for (int j = 0; j < _jobs.Length; j++)
        {
            SequenceTask job = _jobs[j];
            var learned = new Dictionary<(RangeArm Arm, int Repetition), LearnedLoss>();
            foreach ((string name, RangeArm[] inside, RangeArm[] outside, int repetitions) in Questions(job))
            {
                int parts = repetitions * (name == Hierarchical ? 1 : _jobs.Length);
                for (int repetition = 0; repetition < repetitions; repetition++)
                {
                    sums[name] = sums.GetValueOrDefault(name)
                        + ((Loss(inside, repetition) - Loss(outside, repetition)) / parts);
                }
            }

            double Loss(RangeArm[] arms, int repetition) => LearnedLoss.Best(arms.Select(arm =>
                learned.TryGetValue((arm, repetition), out LearnedLoss known)
                    ? known
                    : learned[(arm, repetition)] = Learn(
                        job, arm, seed + (OtherSeeds * (ulong)repetition), backend, cancellation))).LogShare;

            progress((j + 1.0) / _jobs.Length);
        }

        return sums;
    }

    /// <summary>
    /// What is asked: its name, the arms within the range and those outside of it, and how many times other weights and
    /// sequences are drawn, where some trainings fail by chance.
    /// </summary>
    private static IEnumerable<(string Name, RangeArm[] Inside, RangeArm[] Outside, int Repetitions)> Questions(
        SequenceTask job)
    {
        RangeArm usual = RangeArm.Usual;
        RangeArm[] AtRates(params RangeArm[] arms) =>
            [.. arms.SelectMany(arm => _rates.Select(rate => arm with { Rate = rate }))];
        RangeArm[] Rates(params double[] rates) => [.. rates.Select(rate => usual with { Rate = rate })];
        RangeArm[] Batches(params int[] sizes) => AtRates([.. sizes.Select(size => usual with { BatchSize = size })]);
        RangeArm[] Dropout(float share) => [usual with { Units = 32, Dropout = share, Examples = Few }];
        RangeArm[] Begun(Initializer way) => AtRates(usual with { Initializer = way });
        Initializer naive = new UnitNormal();
        if (job is DyckTask)
        {
            yield return (Hierarchical, AtRates(Stacked(job)), AtRates(usual), 1);
        }

        yield return ("units", AtRates(usual with { Units = 50 }), AtRates(usual with { Units = 8 }), 1);
        yield return ("batch_over_small", Batches(32, 128), Batches(2), 1);
        yield return ("batch_over_large", Batches(32, 128), Batches(1_024), 1);
        yield return ("rate_over_low", Rates(1e-4, 1e-3, 1e-2), Rates(1e-5), 1);
        yield return ("rate_over_high", Rates(1e-4, 1e-3, 1e-2), Rates(0.1), 3);
        yield return ("dropout_fifth", Dropout(0.2f), Dropout(0), 4);
        yield return ("dropout_half", Dropout(0.5f), Dropout(0), 4);
        yield return ("glorot", Begun(new Glorot()), Begun(naive), 1);
        yield return ("he", Begun(new He()), Begun(naive), 1);
    }

    /// <summary>Two layers of as many parameters as the usual one.</summary>
    private static RangeArm Stacked(SequenceTask job)
    {
        RangeArm usual = RangeArm.Usual, two = usual with { Depth = 2 };
        long wanted = new TaskNetwork(usual.Core(job.InputSize), job.OutputSize).ParameterCount;
        return two with
        {
            Units = EqualParameters.Units(
                wanted, job.OutputSize, usual.Units, units => (two with { Units = units }).Core(job.InputSize)),
        };
    }

    private static LearnedLoss Learn(
        SequenceTask job, RangeArm arm, ulong seed, CpuBackend backend, CancellationToken cancellation) =>
        LearnedLoss.Of(
            arm.Core(job.InputSize), job,
            new TaskTrainingOptions
            {
                BatchSize = arm.BatchSize,
                CheckEvery = Math.Max(1, LookEvery / arm.BatchSize),
                MostSequences = Sequences,
                DistinctBatches = arm.Examples / arm.BatchSize,
                TestSequences = 512,
                Trainer = TaskTrainingOptions.FallingRate(arm.Rate),
            },
            seed, backend, cancellation);
}
