using Carousel.Autograd;
using Carousel.Jobs.Fitting;
using Carousel.Laboratory.Tasks;
using Carousel.Laboratory.Textbook.Learning;
using Carousel.Laboratory.Textbook.Transformer;
using Carousel.Laboratory.Training;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>
/// Learning curves of GRU and LSTM over 50 to 50,000 examples of four tasks, with equal units and with equal
/// parameters.
/// </summary>
internal sealed class DataSizeTrial : StatementTrial
{
    private const int Units = 8, BatchSize = 25;
    private const double Rate = 0.01;

    // The largest set is seen once.
    private static readonly (int Examples, int Steps)[] _sizes =
        [(50, 1_200), (500, 1_200), (5_000, 1_200), (50_000, 2_000)];

    private static readonly string[] _arms = ["lstm", "gru", "gru_equal_parameters"];

    /// <inheritdoc/>
    public override int Number => 14;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        var found = new Dictionary<string, double>(StringComparer.Ordinal);
        (string Name, SequenceTask Task)[] tasks = Tasks(seed);
        int done = 0;
        foreach ((string name, SequenceTask task) in tasks)
        {
            foreach ((int examples, int steps) in _sizes)
            {
                LearnedLoss[] learned = Learn(task, examples, steps, seed, backend, cancellation);
                for (int arm = 0; arm < _arms.Length; arm++)
                {
                    found[$"{name}_{examples}_{_arms[arm]}"] = learned[arm].Share;
                }

                progress((double)++done / (tasks.Length * _sizes.Length));
            }
        }

        // By how much the GRU of an arm is above the LSTM, mean over tasks and sizes.
        double Above(int arm, params int[] sizes) => sizes.Average(size => tasks.Average(task =>
            found[$"{task.Name}_{size}_{_arms[arm]}"] - found[$"{task.Name}_{size}_{_arms[0]}"]));
        found["gru_less_lstm_few"] = Above(1, 50, 500);
        found["gru_less_lstm_few_equal_parameters"] = Above(2, 50, 500);
        found["lstm_less_gru_many"] = -Above(1, 50_000);
        found["lstm_less_gru_many_equal_parameters"] = -Above(2, 50_000);
        return found;
    }

    /// <summary>Adding, copying, a made language and waves.</summary>
    /// <param name="seed">Of the language.</param>
    public static (string Name, SequenceTask Task)[] Tasks(ulong seed) =>
    [
        ("adding", new AddingTask(10)), ("copy", new CopyTask(blanks: 2, count: 3)),
        ("text", new TextTask(new AutomatonText(seed), 12)), ("waves", new WaveTask(isScaled: true, length: 16)),
    ];

    /// <summary>The LSTM, a GRU of as many units, one of as many parameters.</summary>
    private static LearnedLoss[] Learn(
        SequenceTask task, int examples, int steps, ulong seed, CpuBackend backend, CancellationToken cancellation)
    {
        var options = new TaskTrainingOptions
        {
            BatchSize = BatchSize,
            CheckEvery = 100,
            MostSequences = (long)steps * BatchSize,
            DistinctBatches = examples / BatchSize,
            TestSequences = 512,
            Trainer = TaskTrainingOptions.FallingRate(Rate),
        };
        LearnedLoss Of(CellKind cell, int units) => LearnedLoss.Of(
            cell.ToCell().Make(new(task.InputSize, units)), task, options, seed, backend, cancellation);
        return
        [
            Of(CellKind.Lstm, Units), Of(CellKind.Gru, Units),
            Of(CellKind.Gru, EqualParameters.Units(CellKind.Gru, CellKind.Lstm, Units, task)),
        ];
    }
}
